using System.Globalization;

namespace PersonaBatch.Testing;

/// <summary>How a <see cref="SimulatedProvider{TItem, TResult}"/> behaves. Read once, by its constructor.</summary>
/// <remarks>The three rates are shares of the calls that are let in; together at most 1. The rest is answered.</remarks>
public sealed class SimulationOptions
{
    private const int MostPerMinute = 1_000_000_000;
    private const int MostCalls = 1_000_000;

    /// <summary>Gets or sets how many calls a minute are let in; others get a 429.</summary>
    /// <value>Default <see langword="null"/>: no limit. Range 1 to 1,000,000,000.</value>
    public int? RequestsPerMinute { get; set; }

    /// <summary>Gets or sets how many tokens a minute are let in; calls beyond get a 429. A call costs <see cref="InputTokens"/> and <see cref="OutputTokens"/>.</summary>
    /// <value>Default <see langword="null"/>: no limit. Range 1 to 1,000,000,000.</value>
    public int? TokensPerMinute { get; set; }

    /// <summary>Gets or sets how much unused budget of both limits is kept, as the time it takes to refill.</summary>
    /// <value>Default 1 minute. Range 1 second to 1 hour. At the start one second of it is there, at least one call's.</value>
    public TimeSpan Burst { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Gets or sets whether a 429 says how long to wait.</summary>
    /// <value>Default <see langword="true"/>: until the budget is there, rounded up to a millisecond.</value>
    public bool RetryAfterHints { get; set; } = true;

    /// <summary>Gets or sets how many calls are worked on at once; others wait in line, first come first served.</summary>
    /// <value>Default <see langword="null"/>: all. Range 1 to 1,000,000.</value>
    public int? Concurrency { get; set; }

    /// <summary>Gets or sets how many calls may wait in line; others get a 503. Without <see cref="Concurrency"/> nobody waits.</summary>
    /// <value>Default <see langword="null"/>: all. Range 0 to 1,000,000.</value>
    public int? QueueLimit { get; set; }

    /// <summary>Gets or sets the median time a call is worked on, whatever comes out.</summary>
    /// <value>Default 2 seconds. Range 0 to 1 day. In whole milliseconds: a fraction is cut off.</value>
    public TimeSpan Latency { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets or sets the spread of the latency: the standard deviation of its logarithm (a log-normal distribution).</summary>
    /// <value>Default 0: constant. Range 0 to 3; 0.5 is usual for a language model, with 1 in 100 calls above three times the median.</value>
    public double LatencySpread { get; set; }

    /// <summary>Gets or sets the share of calls that end with a 500.</summary>
    /// <value>Default 0. Range 0 to 1.</value>
    public double ErrorRate { get; set; }

    /// <summary>Gets or sets the share of calls that are never answered: they end when their token fires.</summary>
    /// <value>Default 0. Range 0 to 1.</value>
    public double HangRate { get; set; }

    /// <summary>Gets or sets the share of calls whose answer is paid for and cannot be read.</summary>
    /// <value>Default 0. Range 0 to 1.</value>
    public double MalformedRate { get; set; }

    /// <summary>Gets or sets the input tokens of each call.</summary>
    /// <value>Default 200. Range 0 to 1,000,000,000.</value>
    public int InputTokens { get; set; } = 200;

    /// <summary>Gets or sets the output tokens of each answer.</summary>
    /// <value>Default 100. Range 0 to 1,000,000,000.</value>
    public int OutputTokens { get; set; } = 100;

    /// <summary>Gets or sets the seed of every draw. A draw depends on it, on the item's id and on how often the item was let in before, on nothing else.</summary>
    /// <value>Default 1. Any number.</value>
    public int Seed { get; set; } = 1;

    /// <summary>Gets or sets whether the calls are logged.</summary>
    /// <value>Default <see langword="true"/>: about 100 bytes a call.</value>
    public bool KeepLog { get; set; } = true;

    /// <summary>Checks the values and copies them.</summary>
    internal SimulationOptions Checked()
    {
        ThrowUnlessIn(nameof(RequestsPerMinute), RequestsPerMinute, 1, MostPerMinute);
        ThrowUnlessIn(nameof(TokensPerMinute), TokensPerMinute, 1, MostPerMinute);
        ThrowUnlessIn(nameof(Burst), Burst, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        ThrowUnlessIn(nameof(Concurrency), Concurrency, 1, MostCalls);
        ThrowUnlessIn(nameof(QueueLimit), QueueLimit, 0, MostCalls);
        ThrowUnlessIn(nameof(Latency), Latency, TimeSpan.Zero, TimeSpan.FromDays(1));
        ThrowUnlessIn<double>(nameof(LatencySpread), LatencySpread, 0, 3);
        ThrowUnlessIn<double>(nameof(ErrorRate), ErrorRate, 0, 1);
        ThrowUnlessIn<double>(nameof(HangRate), HangRate, 0, 1);
        ThrowUnlessIn<double>(nameof(MalformedRate), MalformedRate, 0, 1);
        ThrowUnlessIn(nameof(InputTokens), InputTokens, 0, MostPerMinute);
        ThrowUnlessIn(nameof(OutputTokens), OutputTokens, 0, MostPerMinute);

        // A sum of decimals, so that 0.7 + 0.2 + 0.1 is 1.
        var sum = (decimal)ErrorRate + (decimal)HangRate + (decimal)MalformedRate;
        ThrowUnlessIn<decimal>($"{nameof(ErrorRate)} + {nameof(HangRate)} + {nameof(MalformedRate)}", sum, 0, 1);

        return (SimulationOptions)MemberwiseClone();
    }

    /// <exception cref="ArgumentOutOfRangeException">The value is out of the range, or is no number.</exception>
    internal static void ThrowUnlessIn<T>(string name, T? value, T least, T most)
        where T : struct, IComparable<T>, IFormattable
    {
        // NaN compares as less than every number.
        if (value is { } found && (found.CompareTo(least) < 0 || found.CompareTo(most) > 0))
        {
            throw new ArgumentOutOfRangeException(name, string.Create(CultureInfo.InvariantCulture, $"{name} must be {least} to {most}, was {found}."));
        }
    }
}
