namespace PersonaBatch.Wire.Tests.Support;

/// <summary>The SDKs of the vendors, or the one everybody uses.</summary>
public enum OfficialSdk
{
    OpenAI,
    Anthropic,
    Ollama,
}
