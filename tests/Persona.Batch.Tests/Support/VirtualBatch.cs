using PersonaBatch.Testing;

namespace PersonaBatch.Tests.Support;

/// <summary>A processor over a scripted provider, in virtual time; item ids are the items themselves.</summary>
internal sealed class VirtualBatch
{
    public VirtualBatch(Func<string, int, ScriptedAnswer>? script = null, MemoryCheckpointFiles? files = null, VirtualTimeProvider? time = null)
    {
        Time = time ?? new VirtualTimeProvider();
        Provider = new ScriptedProvider(Time, script ?? ((_, _) => ScriptedAnswer.Ok));
        Files = files ?? new MemoryCheckpointFiles();
        Hooks = new BatchHooks<string, string> { ItemId = static item => item, TimeProvider = Time, Files = Files };
    }

    public VirtualTimeProvider Time { get; }

    public ScriptedProvider Provider { get; }

    public MemoryCheckpointFiles Files { get; }

    /// <summary>Gets the options; workers are fixed and the checkpoint is off unless a test says otherwise.</summary>
    public BatchOptions Options { get; } = new() { Processing = { Mode = BatchMode.Fixed, Checkpoint = { Enabled = false } } };

    public BatchHooks<string, string> Hooks { get; }

    public static IEnumerable<string> Items(int count) => Enumerable.Range(0, count).Select(static number => $"item-{number}");

    public OptimisedBatchProcessor<string, string> Processor() => new(Provider, Options, Hooks);

    public Task<BatchResult<string, string>> RunAsync(int items, BatchRunOptions? run = null, CancellationToken cancellationToken = default) =>
        RunAsync(Items(items), run, cancellationToken);

    public Task<BatchResult<string, string>> RunAsync(IEnumerable<string> items, BatchRunOptions? run = null, CancellationToken cancellationToken = default) =>
        Time.RunAsync(() => Processor().ProcessAsync(items, run, cancellationToken));

    /// <summary>Runs a whole test body in virtual time.</summary>
    public Task PlayAsync(Func<OptimisedBatchProcessor<string, string>, Task> play) => Time.RunAsync(() => play(Processor()));

    public Task WaitAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Time);
}
