namespace PersonaBatch.Testing;

/// <summary>Names what a limit counts, as it stands in a sentence.</summary>
internal static class LimitWords
{
    public static string Unit(LimitUnit unit) => unit switch
    {
        LimitUnit.Requests => "requests",
        LimitUnit.InputTokens => "input tokens",
        LimitUnit.OutputTokens => "output tokens",
        _ => "tokens",
    };

    public static string Window(LimitWindow window) => window switch
    {
        LimitWindow.Second => "second",
        LimitWindow.Day => "day",
        _ => "minute",
    };
}
