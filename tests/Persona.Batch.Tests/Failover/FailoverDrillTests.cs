using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Failover;

/// <summary>The first provider dies in the middle and comes back.</summary>
/// <remarks>
/// The first lets two calls a second go, the second one, both paced at 98.5 %. The best possible time for 600 items spends each second at the
/// rate of those that are up: of the first one that is (<c>after</c> at its default), or of both together (<c>after</c> = 0).
/// On top come noticing the death, and up to one cool-down of the difference in rates for noticing the return.
/// </remarks>
[Collection(VirtualTimeCollection.Name)]
public sealed class FailoverDrillTests
{
    private const int Items = 600;
    private const double DiesAt = 60;
    private const double BackAt = 240;
    private const double FirstRate = 2 * 0.985;
    private const double SecondRate = 0.985;

    [Theory]
    [InlineData(FailureClass.Network)]
    [InlineData(FailureClass.Overloaded)]
    [InlineData(FailureClass.ServerError)]
    [InlineData(FailureClass.QuotaExhausted)]
    [InlineData(FailureClass.Unauthorized)]
    public async Task ProcessAsync_FirstDiesAndComesBack_TakesTheTimeOfWhoeverIsUp(FailureClass death)
    {
        var batch = Batch(FailoverBatch.DeadBetween(DiesAt, BackAt, death));

        var result = await batch.RunAsync(Items);

        Check(batch, result);
        var best = BackAt + ((Items - (DiesAt * FirstRate) - ((BackAt - DiesAt) * SecondRate)) / FirstRate);
        result.Duration.TotalSeconds.Should().BeInRange(best, 1.03 * best, "the best possible is {0:0} s", best);
    }

    [Fact]
    public async Task ProcessAsync_FirstHangsAndComesBack_LosesTheAttemptTimeoutsOnTop()
    {
        var batch = Batch(static (_, at) => at.TotalSeconds is >= DiesAt and < BackAt ? ScriptedAnswer.Ok with { Latency = TimeSpan.FromHours(1) } : ScriptedAnswer.Ok);
        batch.Options.Timeouts.Attempt = TimeSpan.FromSeconds(10);

        var result = await batch.RunAsync(Items);

        result.EnsureAllSucceeded();
        var best = BackAt + ((Items - (DiesAt * FirstRate) - ((BackAt - DiesAt) * SecondRate)) / FirstRate);
        result.Duration.TotalSeconds.Should().BeInRange(best, 1.05 * best, "the best possible is {0:0} s", best);
    }

    [Theory]
    [InlineData(FailureClass.Network)]
    [InlineData(FailureClass.QuotaExhausted)]
    public async Task ProcessAsync_FirstDiesAndComesBackWithAfterZero_TakesTheTimeOfAllThatAreUp(FailureClass death)
    {
        var batch = Batch(FailoverBatch.DeadBetween(DiesAt, BackAt, death));
        batch.Options.Failover.After = TimeSpan.Zero;

        var result = await batch.RunAsync(Items);

        Check(batch, result);
        const double Both = FirstRate + SecondRate;
        var best = BackAt + ((Items - (DiesAt * Both) - ((BackAt - DiesAt) * SecondRate)) / Both);
        result.Duration.TotalSeconds.Should().BeInRange(0.99 * best, 1.05 * best, "the best possible is {0:0} s", best);
    }

    [Fact]
    public async Task ProcessAsync_FirstIsDead_IsTriedByOneItemEachCoolDown()
    {
        var batch = Batch(FailoverBatch.DeadBetween(DiesAt, BackAt, FailureClass.Network));

        await batch.RunAsync(Items);

        var tries = batch.First.Calls.Where(static call => call.At.TotalSeconds is > DiesAt + 5 and < BackAt).ToList();
        tries.Count.Should().BeInRange(16, 18);
        tries.Select(static call => call.Item).Should().OnlyHaveUniqueItems("nobody is tried out twice");
    }

    private static FailoverBatch Batch(Func<string, TimeSpan, ScriptedAnswer> first) => new(first, FailoverBatch.Ok)
    {
        Options =
        {
            Providers = { ["first"] = new ProviderOptions { RequestsPerMinute = 120 }, ["second"] = new ProviderOptions { RequestsPerMinute = 60 } },
            Failover = { CoolDown = TimeSpan.FromSeconds(10) },
        },
    };

    /// <summary>Nothing is lost, nothing is double, and whoever answered says so.</summary>
    private static void Check(FailoverBatch batch, BatchResult<string, string> result)
    {
        result.EnsureAllSucceeded();
        result.Counts.Succeeded.Should().Be(Items);
        batch.AnsweredTwice.Should().Be(0);
        result.Outcomes.Select(static outcome => outcome.Id).Should().OnlyHaveUniqueItems();
        var second = batch.Second.Calls.Select(static call => call.Item).ToHashSet(StringComparer.Ordinal);
        result.Outcomes.Should().OnlyContain(outcome => outcome.Provider == (second.Contains(outcome.Id) ? "second" : "first"));
        batch.Second.Calls.Count.Should().BeInRange(170, Items - 170);
    }
}
