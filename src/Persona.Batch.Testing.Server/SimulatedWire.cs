namespace PersonaBatch.Testing;

/// <summary>A provider's way of speaking over HTTP. A <see cref="SimulatedServer"/> speaks all of them at once, each at its own paths.</summary>
public enum SimulatedWire
{
    /// <summary>OpenAI's chat completions: <c>/v1/chat/completions</c>.</summary>
    OpenAI,

    /// <summary>Anthropic's messages: <c>/v1/messages</c>.</summary>
    Anthropic,

    /// <summary>Ollama's chat: <c>/api/chat</c>.</summary>
    Ollama,

    /// <summary>Gemini's dialect of chat completions: <c>/v1beta/openai/chat/completions</c>.</summary>
    Gemini,
}
