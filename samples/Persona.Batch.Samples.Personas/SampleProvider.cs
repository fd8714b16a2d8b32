using PersonaBatch.Testing;

namespace PersonaBatch.Samples.Personas;

/// <summary>A provider that the sample can call.</summary>
/// <param name="Name">What the command line calls it, and the batch: it picks the entry in the section's providers.</param>
/// <param name="Wire">How it speaks.</param>
/// <param name="Model">The model where nobody names another.</param>
/// <param name="Address">Its own address, as its SDK wants it; <see langword="null"/> = there is none but the user's.</param>
/// <param name="KeyVariable">The variable that holds its key; <see langword="null"/> = it asks for none.</param>
internal sealed record SampleProvider(string Name, SimulatedWire Wire, string Model, Uri? Address, string? KeyVariable)
{
    public static readonly SampleProvider OpenAI = new("openai", SimulatedWire.OpenAI, "gpt-5-mini", new("https://api.openai.com/v1"), "OPENAI_API_KEY");

    /// <summary>Gets all of them.</summary>
    public static IReadOnlyList<SampleProvider> All { get; } =
    [
        OpenAI,
        new("anthropic", SimulatedWire.Anthropic, "claude-haiku-4-5", new("https://api.anthropic.com"), "ANTHROPIC_API_KEY"),
        new("ollama", SimulatedWire.Ollama, "llama3.2", null, null),
        new("gemini", SimulatedWire.Gemini, "gemini-2.5-flash", new("https://generativelanguage.googleapis.com/v1beta/openai/"), "GEMINI_API_KEY"),
    ];

    /// <summary>Gets a value indicating whether its answers tell its limits.</summary>
    public bool TellsLimits => Wire is SimulatedWire.OpenAI or SimulatedWire.Anthropic;
}
