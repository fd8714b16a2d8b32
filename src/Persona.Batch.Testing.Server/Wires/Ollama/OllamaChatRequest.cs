using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>The body of a chat's request, and of a question about a model: the fields that matter here; others are passed over.</summary>
internal sealed record OllamaChatRequest
{
    public string? Model { get; init; }

    /// <summary>Gets the model, as old clients say it who ask about one.</summary>
    public string? Name { get; init; }

    public IReadOnlyList<OllamaMessage>? Messages { get; init; }

    /// <summary>Gets whether the answer comes in pieces; <see langword="null"/> = it does.</summary>
    public bool? Stream { get; init; }

    /// <summary>Gets the form of answer: the text <c>json</c>, or a schema.</summary>
    public JsonElement? Format { get; init; }

    public OllamaOptions? Options { get; init; }
}
