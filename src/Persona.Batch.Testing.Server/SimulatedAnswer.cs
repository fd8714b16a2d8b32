namespace PersonaBatch.Testing;

/// <summary>What a <see cref="SimulatedServer"/> answers to one call. A string converts to it.</summary>
/// <param name="Text">The text.</param>
public sealed record SimulatedAnswer(string Text)
{
    /// <summary>Gets why the answer ended, in OpenAI's words, such as <c>content_filter</c>; other wires say it in theirs, and send what they have no word for as it is.</summary>
    /// <value>Default <see langword="null"/>: <c>length</c> when the text was cut at the most output tokens the call asked for, else <c>stop</c>. With a value nothing is cut.</value>
    public string? FinishReason { get; init; }

    /// <summary>Gets the tokens to report.</summary>
    /// <value>Default <see langword="null"/>: counted from prompt and answer by <see cref="SimulatedServerOptions.CountTokens"/>. With a value nothing is cut.</value>
    public TokenUsage? Usage { get; init; }

    /// <summary>Gets a value indicating whether the text is the model's refusal to answer.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Makes an answer of its text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator SimulatedAnswer(string text) => FromString(text);

    /// <summary>Makes an answer of its text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The answer.</returns>
    public static SimulatedAnswer FromString(string text)
    {
        ArgumentNullException.ThrowIfNull(text);

        return new SimulatedAnswer(text);
    }
}
