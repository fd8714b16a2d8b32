namespace PersonaBatch.Testing;

/// <summary>One of the limits a model can have.</summary>
/// <param name="Unit">What it counts.</param>
/// <param name="Window">The time it is for.</param>
internal readonly record struct LimitKind(LimitUnit Unit, LimitWindow Window)
{
    /// <summary>Gets all of them; of each unit, the longest first.</summary>
    public static IReadOnlyList<LimitKind> All { get; } =
    [
        new(LimitUnit.Requests, LimitWindow.Day),
        new(LimitUnit.Requests, LimitWindow.Minute),
        new(LimitUnit.Requests, LimitWindow.Second),
        new(LimitUnit.Tokens, LimitWindow.Minute),
        new(LimitUnit.Tokens, LimitWindow.Second),
        new(LimitUnit.InputTokens, LimitWindow.Minute),
        new(LimitUnit.OutputTokens, LimitWindow.Minute),
    ];

    public TimeSpan Length => Window switch
    {
        LimitWindow.Second => TimeSpan.FromSeconds(1),
        LimitWindow.Day => TimeSpan.FromDays(1),
        _ => TimeSpan.FromMinutes(1),
    };

    /// <summary>Says how much is let in; <see langword="null"/> = there is no such limit.</summary>
    public int? RateOf(SimulatedServerOptions options) => (Unit, Window) switch
    {
        (LimitUnit.Requests, LimitWindow.Day) => options.RequestsPerDay,
        (LimitUnit.Requests, LimitWindow.Minute) => options.RequestsPerMinute,
        (LimitUnit.Requests, LimitWindow.Second) => options.RequestsPerSecond,
        (LimitUnit.Tokens, LimitWindow.Minute) => options.TokensPerMinute,
        (LimitUnit.Tokens, LimitWindow.Second) => options.TokensPerSecond,
        (LimitUnit.InputTokens, _) => options.InputTokensPerMinute,
        (LimitUnit.OutputTokens, _) => options.OutputTokensPerMinute,
        _ => null,
    };
}
