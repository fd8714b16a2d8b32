namespace PersonaBatch.Testing;

/// <summary>How the model is to be run.</summary>
internal sealed record OllamaOptions
{
    /// <summary>Gets the most output tokens; below 1 there is no bound.</summary>
    public int? NumPredict { get; init; }
}
