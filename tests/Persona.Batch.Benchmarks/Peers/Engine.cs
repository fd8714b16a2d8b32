namespace PersonaBatch.Benchmarks;

/// <summary>This library with everything on that needs no file: an adaptive limit, a throttle that never binds, a retry policy that never fires,
/// attempt timeout, item and batch deadline, progress, and a stream of outcomes.</summary>
internal sealed class Engine(Feature features = Feature.All) : IContender
{
    private const int NeverBinds = 1_000_000_000;

    private static readonly BatchRunOptions Watched = new() { Progress = new Watcher(), KeepOutcomes = false };
    private static readonly BatchRunOptions Unwatched = new() { KeepOutcomes = false };

    public string Name => features == Feature.All ? "Persona.Batch" : $"Persona.Batch without {Feature.All & ~features}";

    private BatchRunOptions RunOptions => features.HasFlag(Feature.Progress) ? Watched : Unwatched;

    /// <summary>A processor with these features.</summary>
    public static OptimisedBatchProcessor<int, int> Processor(
        Func<int, CancellationToken, ValueTask<int>> call, int inFlight, Feature features = Feature.All) => new(
            call,
            Options(inFlight, features),
            new BatchHooks<int, int>
            {
                ItemId = SimulatedCalls.IdOf,
                EstimateTokens = features.HasFlag(Feature.Throttle) ? static _ => new TokenUsage(1, 1) : null,
                Quotas = new ProviderQuotas(),
            });

    public async Task RunAsync(Load load, CancellationToken cancellationToken = default)
    {
        var processor = Processor(load.Call, load.InFlight, features);
        if (!features.HasFlag(Feature.OutcomeStream))
        {
            await (load.SlowSource is { } items
                ? processor.ProcessAsync(items(load.Items), RunOptions, cancellationToken)
                : processor.ProcessAsync(load.Range, RunOptions, cancellationToken));
            return;
        }

        var sum = 0L;
        await foreach (var outcome in Stream(processor, load, cancellationToken))
        {
            sum += outcome.Value;
        }

        GC.KeepAlive(sum);
    }

    private static BatchOptions Options(int inFlight, Feature features)
    {
        var options = new BatchOptions
        {
            Provider = "goals",
            Concurrency = { MaxWorkers = inFlight },
            Processing = { Mode = features.HasFlag(Feature.AdaptiveLimit) ? BatchMode.Adaptive : BatchMode.Fixed, Checkpoint = { Enabled = false } },
        };
        if (features.HasFlag(Feature.Throttle))
        {
            options.Providers["goals"] = new() { RequestsPerMinute = NeverBinds, TokensPerMinute = NeverBinds };
        }

        if (features.HasFlag(Feature.Deadlines))
        {
            options.Timeouts.Item = TimeSpan.FromHours(1);
            options.Timeouts.Batch = TimeSpan.FromHours(10);
        }

        return options;
    }

    private BatchStream<int, int> Stream(OptimisedBatchProcessor<int, int> processor, Load load, CancellationToken cancellationToken) => load.SlowSource is { } items
        ? processor.StreamAsync(items(load.Items), RunOptions, cancellationToken)
        : processor.StreamAsync(load.Range, RunOptions, cancellationToken);

    private sealed class Watcher : IProgress<BatchProgress>
    {
        public void Report(BatchProgress value) => GC.KeepAlive(value);
    }
}
