using Microsoft.Extensions.Time.Testing;

namespace PersonaBatch.Testing.Server.Tests;

public sealed class AdmissionTests
{
    private const int Limit = 600;

    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 60)]
    [InlineData(3, 1)]
    [InlineData(4, 1)]
    public void Admit_RandomCalls_LetsInWhatTheBucketHoldsAndRefillsInEveryWindow(int seed, int burstSeconds)
    {
        var burst = TimeSpan.FromSeconds(burstSeconds);
        var admitted = AdmittedAt(seed, new() { TokensPerMinute = Limit, Burst = burst }, mostTokens: 10);

        for (var first = 0; first < admitted.Count; first++)
        {
            var held = (Int128)0;
            var most = admitted.Skip(first).Max(call => (held += call.Tokens * TimeSpan.TicksPerMinute) - (Limit * (Int128)(call.At - admitted[first].At).Ticks));
            most.Should().BeLessThanOrEqualTo(Limit * (Int128)burst.Ticks, "seed {0}", seed);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Admit_RandomCallsInFixedMinutes_LetsInTheLimitInEachMinute(int seed)
    {
        var admitted = AdmittedAt(seed, new() { TokensPerMinute = Limit, LimitRule = SimulatedLimitRule.FixedMinutes }, mostTokens: 10);

        admitted.GroupBy(call => (int)call.At.TotalMinutes).Should()
            .OnlyContain(minute => minute.Sum(call => call.Tokens) <= Limit && minute.Sum(call => call.Tokens) > Limit - 10);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Admit_RandomCallsBySecondAndMinute_LetsInNoMoreThanEitherHolds(int seed)
    {
        const int PerSecond = 15;
        var admitted = AdmittedAt(seed, new() { TokensPerMinute = Limit, TokensPerSecond = PerSecond }, mostTokens: 10);

        admitted.Should().AllSatisfy(first =>
        {
            var later = admitted.Where(call => call.At >= first.At).ToArray();
            later.Where(call => call.At - first.At < TimeSpan.FromSeconds(1)).Sum(call => call.Tokens).Should().BeLessThanOrEqualTo(2 * PerSecond, "seed {0}", seed);
            later.Where(call => call.At - first.At < TimeSpan.FromMinutes(1)).Sum(call => call.Tokens).Should().BeLessThanOrEqualTo(2 * Limit, "seed {0}", seed);
        });
        admitted.Sum(call => call.Tokens).Should().BeGreaterThan(3 * Limit, "the limits are used up in three minutes");
    }

    private List<(TimeSpan At, long Tokens)> AdmittedAt(int seed, SimulatedServerOptions options, int mostTokens)
    {
        var random = new Random(seed);
        var clock = new ServerClock(_time);
        var sut = new Admission(options, clock);
        var admitted = new List<(TimeSpan, long)>();
        while (clock.Elapsed < TimeSpan.FromMinutes(3))
        {
            var tokens = random.Next(1, mostTokens);
            if (sut.Admit("m", new CallCost(tokens, Output: 0), CancellationToken.None).Refusal is null)
            {
                admitted.Add((clock.Elapsed, tokens));
            }

            _time.Advance(TimeSpan.FromMilliseconds(random.Next(0, 300)));
        }

        return admitted;
    }
}
