using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

/// <summary>Whatever the ending, nothing is left that runs, waits or holds on to anything.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class DrainTests
{
    public static TheoryData<EndBy> Endings => [.. Enum.GetValues<EndBy>()];

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task StreamAsync_Ended_LeavesNoCallAndNoTimer(EndBy ending)
    {
        var batch = Busy(ending);

        await batch.Time.RunAsync(async () =>
        {
            var run = await EndedRun.OfAsync(batch, Items(ending), ending, afterSeconds: 30);

            batch.Provider.InFlight.Should().Be(0);
            batch.Time.NextDue().Should().BeNull();
            var counts = run.Summary.Counts;
            (counts.Succeeded + counts.Failed + counts.Skipped + counts.Aborted).Should().Be(counts.Accepted);
        });
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task StreamAsync_Ended_MakesNoFurtherCall(EndBy ending)
    {
        var batch = Busy(ending);

        await batch.Time.RunAsync(async () =>
        {
            await EndedRun.OfAsync(batch, Items(ending), ending, afterSeconds: 30);
            var calls = batch.Provider.Calls.Count;
            await batch.WaitAsync(10_000);

            batch.Provider.Calls.Should().HaveCount(calls);
        });
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task StreamAsync_Ended_LetsGoOfWhatCallsRegisteredOnTheirTokens(EndBy ending)
    {
        var batch = Busy(ending);
        List<WeakReference> registered = [];
        batch.Provider.Called = token =>
        {
            var mark = new object();
            registered.Add(new WeakReference(mark));
            token.Register(static state => GC.KeepAlive(state), mark);
        };

        await batch.Time.RunAsync(() => EndedRun.OfAsync(batch, Items(ending), ending, afterSeconds: 30));
        batch.Time.NextDue().Should().BeNull("the clock itself forgets a timer that was stopped when it looks for the next one");
        GC.Collect();

        registered.Should().HaveCountGreaterThan(5);
        registered.Count(static mark => mark.IsAlive).Should().Be(0);
    }

    /// <summary>A batch in which calls last, fail and wait for another attempt, and the quota holds some back.</summary>
    private static VirtualBatch Busy(EndBy ending) => new((item, number) => (ending, item) switch
    {
        (EndBy.FailedFast, "item-40") => FailureClass.Unauthorized,
        _ when item.EndsWith('3') && number == 1 => new ScriptedAnswer { Failure = new(FailureClass.ServerError) { RetryAfter = TimeSpan.FromSeconds(45) } },
        _ when item.EndsWith('8') => ScriptedAnswer.Ok with { Latency = TimeSpan.FromSeconds(25) },
        _ => ScriptedAnswer.Ok,
    })
    {
        Options =
        {
            Provider = "simulated",
            Providers = { ["simulated"] = new() { RequestsPerMinute = 300 } },
            Timeouts = { Batch = ending == EndBy.Deadline ? TimeSpan.FromSeconds(30) : null, Item = TimeSpan.FromHours(1) },
        },
    };

    private static IEnumerable<string> Items(EndBy ending) => ending == EndBy.Source
        ? VirtualBatch.Items(40).Concat(Enumerable.Range(0, 1).Select<int, string>(static _ => throw new FormatException("the source is bad")))
        : VirtualBatch.Items(300);
}
