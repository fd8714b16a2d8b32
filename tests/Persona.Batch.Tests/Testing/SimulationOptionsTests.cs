using PersonaBatch.Testing;

namespace PersonaBatch.Tests.Testing;

public sealed class SimulationOptionsTests
{
    public static TheoryData<string, SimulationOptions> OutOfRange => new()
    {
        { "RequestsPerMinute must be 1 to 1000000000, was 0", new() { RequestsPerMinute = 0 } },
        { "TokensPerMinute must be 1 to 1000000000, was -1", new() { TokensPerMinute = -1 } },
        { "Burst must be 00:00:01 to 01:00:00, was 00:00:00", new() { Burst = TimeSpan.Zero } },
        { "Concurrency must be 1 to 1000000, was 0", new() { Concurrency = 0 } },
        { "QueueLimit must be 0 to 1000000, was -1", new() { QueueLimit = -1 } },
        { "Latency must be 00:00:00 to 1.00:00:00, was -00:00:01", new() { Latency = TimeSpan.FromSeconds(-1) } },
        { "LatencySpread must be 0 to 3, was 3.5", new() { LatencySpread = 3.5 } },
        { "ErrorRate must be 0 to 1, was 1.5", new() { ErrorRate = 1.5 } },
        { "HangRate must be 0 to 1, was NaN", new() { HangRate = double.NaN } },
        { "MalformedRate must be 0 to 1, was -0.1", new() { MalformedRate = -0.1 } },
        { "InputTokens must be 0 to 1000000000, was -1", new() { InputTokens = -1 } },
        { "OutputTokens must be 0 to 1000000000, was -1", new() { OutputTokens = -1 } },
        { "ErrorRate + HangRate + MalformedRate must be 0 to 1, was 1.2", new() { ErrorRate = 0.4, HangRate = 0.4, MalformedRate = 0.4 } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void Constructor_OptionOutOfRange_ThrowsNamingValueAndRange(string message, SimulationOptions options)
    {
        var act = () => new SimulatedProvider<int, int>(item => item, options);

        act.Should().Throw<ArgumentOutOfRangeException>().WithMessage($"{message}*");
    }

    [Fact]
    public void Constructor_OptionsAtTheirBounds_AreFine()
    {
        var options = new SimulationOptions
        {
            RequestsPerMinute = 1_000_000_000,
            TokensPerMinute = 1,
            Burst = TimeSpan.FromHours(1),
            Concurrency = 1,
            QueueLimit = 0,
            Latency = TimeSpan.FromDays(1),
            LatencySpread = 3,
            ErrorRate = 0.7,
            HangRate = 0.2,
            MalformedRate = 0.1,
            InputTokens = 1_000_000_000,
            OutputTokens = 0,
        };

        var act = () => new SimulatedProvider<int, int>(item => item, options);

        act.Should().NotThrow();
    }

    [Fact]
    public void Constructor_WithoutOptions_HasTheDocumentedDefaults() =>
        new SimulationOptions().Should().BeEquivalentTo(new
        {
            RequestsPerMinute = (int?)null,
            TokensPerMinute = (int?)null,
            Burst = TimeSpan.FromMinutes(1),
            RetryAfterHints = true,
            Concurrency = (int?)null,
            QueueLimit = (int?)null,
            Latency = TimeSpan.FromSeconds(2),
            LatencySpread = 0.0,
            ErrorRate = 0.0,
            HangRate = 0.0,
            MalformedRate = 0.0,
            InputTokens = 200,
            OutputTokens = 100,
            Seed = 1,
            KeepLog = true,
        });
}
