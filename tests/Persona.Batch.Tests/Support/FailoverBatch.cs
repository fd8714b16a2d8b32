using System.Globalization;
using PersonaBatch.Testing;

namespace PersonaBatch.Tests.Support;

/// <summary>A processor over several scripted providers, in virtual time; they are called first, second and third.</summary>
internal sealed class FailoverBatch
{
    private static readonly string[] Names = ["first", "second", "third"];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _answers = new(StringComparer.Ordinal);

    /// <param name="scripts">What each provider does with a call, from the item and the time since the start.</param>
    public FailoverBatch(params Func<string, TimeSpan, ScriptedAnswer>[] scripts)
    {
        var start = Time.GetTimestamp();
        Providers = [.. scripts.Select(script => new ScriptedProvider(Time, (item, _) => Noted(item, script(item, Time.GetElapsedTime(start)))))];
        Hooks = new BatchHooks<string, string> { ItemId = static item => item, TimeProvider = Time, Quotas = new ProviderQuotas(), Files = Files };
    }

    public VirtualTimeProvider Time { get; } = new();

    public IReadOnlyList<ScriptedProvider> Providers { get; }

    public ScriptedProvider First => Providers[0];

    public ScriptedProvider Second => Providers[1];

    public MemoryCheckpointFiles Files { get; init; } = new();

    /// <summary>Gets the options; workers are fixed and the checkpoint is off unless a test says otherwise.</summary>
    public BatchOptions Options { get; } = new() { Processing = { Mode = BatchMode.Fixed, Checkpoint = { Enabled = false } } };

    public BatchHooks<string, string> Hooks { get; }

    /// <summary>Gets how many items were answered more than once.</summary>
    public int AnsweredTwice => _answers.Values.Count(static count => count > 1);

    /// <summary>Gets the models of the providers.</summary>
    public IReadOnlyList<string?> Models { get; init; } = [null, null, null];

    public static ScriptedAnswer Ok(string item, TimeSpan at) => ScriptedAnswer.Ok;

    public static Func<string, TimeSpan, ScriptedAnswer> Always(ScriptedAnswer answer) => (_, _) => answer;

    /// <summary>Fails between two seconds, at once.</summary>
    public static Func<string, TimeSpan, ScriptedAnswer> DeadBetween(double from, double to, FailureClass failure) => (_, at) =>
        at.TotalSeconds >= from && at.TotalSeconds < to ? new() { Failure = new BatchFailure(failure, "scripted"), Latency = TimeSpan.FromSeconds(0.1) } : ScriptedAnswer.Ok;

    public OptimisedBatchProcessor<string, string> Processor() => new([.. Providers.Select((provider, place) => new NamedProvider<string, string>(Names[place], provider, Models[place]))], Options, Hooks);

    public Task<BatchResult<string, string>> RunAsync(int items, BatchRunOptions? run = null) =>
        Time.RunAsync(() => Processor().ProcessAsync(VirtualBatch.Items(items), run));

    public Task WaitAsync(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Time);

    public override string ToString() =>
        string.Join(", ", Providers.Select(static provider => provider.Calls.Count.ToString(CultureInfo.InvariantCulture)));

    private ScriptedAnswer Noted(string item, ScriptedAnswer answer)
    {
        if (answer.Failure is null && answer.Exception is null)
        {
            lock (_gate)
            {
                _answers[item] = _answers.GetValueOrDefault(item) + 1;
            }
        }

        return answer;
    }
}
