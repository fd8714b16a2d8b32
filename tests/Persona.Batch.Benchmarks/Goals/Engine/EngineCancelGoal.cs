namespace PersonaBatch.Benchmarks;

/// <summary>How long a run takes to end when its caller cancels it: many calls in flight, all of which honour their token, and many more items queued.</summary>
/// <param name="name">The goal's name.</param>
/// <param name="inFlight">How many calls are in flight.</param>
/// <param name="most">The longest time until every one of them is reported and the run has ended, in milliseconds.</param>
internal sealed class EngineCancelGoal(string name, int inFlight, double most) : IGoal
{
    private const int Queued = 100_000;
    private const string Ended = "ended";
    private const string Called = "called";
    private const string Unreported = "unreported";

    private static readonly IContender[] Peers = [new ParallelForEach(), new HandRolled(), new Dataflow(), new ChannelWorkers(), new SemaphoreWhenAll()];

    public IReadOnlyList<GoalTarget> Targets { get; } =
    [
        GoalTarget.AtMost(name, most, "ms"),
        GoalTarget.AtMost($"{name}-call", 10, "ms"),
        GoalTarget.AtMost($"{name}-unreported", 0, "calls"),
    ];

    public async Task<IReadOnlyList<GoalFigure>> MeasureAsync(bool quick)
    {
        var ours = new Rounds();
        var peers = Peers.ToDictionary(static peer => peer, static _ => new Rounds());
        for (var round = 0; round < (quick ? 6 : 16); round++)
        {
            var us = await MeasureAsync(StreamAsync);
            if (round > 0) // the first one warms up
            {
                ours.Add(us);
            }

            foreach (var (peer, rounds) in peers.Where(_ => !quick || round is 1 or 3 or 5))
            {
                rounds.Add(await MeasureAsync((load, _, cancellationToken) => peer.RunAsync(load, cancellationToken)));
            }
        }

        return
        [
            GoalFigure.Of(ours[Ended], [.. peers.Select(static peer => (peer.Key.Name, peer.Value[Ended], "ms"))]),
            GoalFigure.Of(ours[Called], [.. peers.Select(static peer => (peer.Key.Name, peer.Value[Called], "ms"))]),
            GoalFigure.Of(ours[Unreported]),
        ];
    }

    /// <summary>Notes which calls are reported.</summary>
    private static async Task StreamAsync(Load load, HashSet<int> reported, CancellationToken cancellationToken)
    {
        await foreach (var outcome in Engine.Processor(load.Call, load.InFlight).StreamAsync(load.Range, cancellationToken: cancellationToken))
        {
            reported.Add(outcome.Item);
        }
    }

    private async Task<Rounds> MeasureAsync(Func<Load, HashSet<int>, CancellationToken, Task> runAsync)
    {
        using var cancellation = new CancellationTokenSource();
        var calls = new EndlessCalls(inFlight);
        HashSet<int> reported = [];
        var run = runAsync(new Load(Queued + (3 * inFlight), inFlight, calls.CallAsync), reported, cancellation.Token);
        await calls.AllInFlight;

        var start = TimeProvider.System.GetTimestamp();
#pragma warning disable CA1849, VSTHRD103 // how long it holds its caller is what is measured
        cancellation.Cancel();
#pragma warning restore CA1849, VSTHRD103
        var called = TimeProvider.System.GetElapsedTime(start);
        try
        {
            await run;
        }
        catch (OperationCanceledException)
        {
            // As it must.
        }

        var rounds = new Rounds();
        rounds.Add(Ended, TimeProvider.System.GetElapsedTime(start).TotalMilliseconds);
        rounds.Add(Called, called.TotalMilliseconds);
        rounds.Add(Unreported, calls.Started.Count(item => !reported.Contains(item)));
        return rounds;
    }
}
