namespace PersonaBatch.Testing;

/// <summary>What one call asks of a <see cref="SimulatedServer"/>.</summary>
/// <param name="Model">The model.</param>
/// <param name="Messages">The prompt, at least one message.</param>
public sealed record SimulatedRequest(string Model, IReadOnlyList<SimulatedMessage> Messages)
{
    /// <summary>Gets the wire it came on.</summary>
    public SimulatedWire Wire { get; init; }

    /// <summary>Gets what the prompt is known by: <see cref="SimulatedServerOptions.PromptKey"/>, by default a hash of its messages.</summary>
    public string Key { get; init; } = "";

    /// <summary>Gets how often this prompt came, from 1. Calls that the limits refused are not counted.</summary>
    public int Call { get; init; } = 1;

    /// <summary>Gets the form of answer asked for; <see langword="null"/> when none was named.</summary>
    public SimulatedResponseFormat? ResponseFormat { get; init; }

    /// <summary>Gets the most output tokens asked for; <see langword="null"/> when no bound was given.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Gets a value indicating whether the answer is to come in pieces.</summary>
    public bool Stream { get; init; }

    /// <summary>Gets the text of the last message of the user, or of the last message when none is the user's.</summary>
    public string LastUserMessage => (Messages.LastOrDefault(message => message.Role.Equals("user", StringComparison.Ordinal)) ?? Messages[^1]).Content;
}
