namespace PersonaBatch.Samples.Personas;

/// <summary>What the model is asked, and what of its answers will do.</summary>
internal static class PersonaPrompt
{
    private const string Request = "Write a persona for this brief:\n\n";

    /// <summary>Words the request for a brief.</summary>
    /// <param name="brief">The brief.</param>
    /// <returns>The user's message.</returns>
    public static string For(Brief brief) => Request + brief.Text;

    /// <summary>Sets what all calls share. The answer's form follows from <see cref="Persona"/> and goes out as a JSON schema.</summary>
    /// <param name="chat">The options to set.</param>
    public static void Configure(ChatCallOptions<Brief> chat)
    {
        chat.SystemPrompt = "You write personas for product teams. Take age, place and occupation from the brief where it names them.";
        chat.ChatOptions.MaxOutputTokens = 2000;
        chat.Json = PersonaJson.Default;
    }

    /// <summary>Looks for what a schema cannot say. The model is asked again, with the reason.</summary>
    /// <param name="brief">What was asked.</param>
    /// <param name="persona">What was answered.</param>
    /// <returns>What is wrong; <see langword="null"/> when nothing is.</returns>
    public static string? Fault(Brief brief, Persona persona) =>
        string.IsNullOrWhiteSpace(persona.Name) || persona.Age is < 0 or > 120 ? $"no plausible name or age for {brief.Id}" : null;

    /// <summary>Reads the brief's text out of a request, for those who play the model.</summary>
    /// <param name="request">What <see cref="For"/> made.</param>
    /// <returns>The text.</returns>
    public static string TextOf(string request) => request[Request.Length..];
}
