namespace PersonaBatch.Testing;

/// <summary>An answer as it is sent: cut and counted.</summary>
internal sealed record FinishedAnswer(string Text, bool IsRefusal, string FinishReason, TokenUsage Usage)
{
    /// <summary>Cuts a text at the most tokens the call asked for, unless the answer says what to report.</summary>
    public static FinishedAnswer Of(SimulatedAnswer answer, int? maxTokens, int inputTokens, Func<string, int> countTokens)
    {
        var outputTokens = countTokens(answer.Text);
        var cut = answer is { FinishReason: null, Usage: null } && outputTokens > maxTokens;
        var text = cut ? Cut(answer.Text, maxTokens!.Value, countTokens) : answer.Text;
        return new FinishedAnswer(
            text,
            answer.IsRefusal,
            answer.FinishReason ?? (cut ? "length" : "stop"),
            answer.Usage ?? new TokenUsage(inputTokens, cut ? countTokens(text) : outputTokens));
    }

    private static string Cut(string text, int maxTokens, Func<string, int> countTokens)
    {
        var (fits, tooLong) = (0, text.Length);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            (fits, tooLong) = countTokens(text[..middle]) <= maxTokens ? (middle, tooLong) : (fits, middle);
        }

        return text[..(fits > 0 && char.IsHighSurrogate(text[fits - 1]) ? fits - 1 : fits)];
    }
}
