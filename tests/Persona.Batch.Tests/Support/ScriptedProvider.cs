namespace PersonaBatch.Tests.Support;

/// <summary>A provider that does with each call what the test says, and remembers it.</summary>
internal sealed class ScriptedProvider(TimeProvider time, Func<string, int, ScriptedAnswer> script) : IBatchProvider<string, string>
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<ScriptedCall> _calls = [];
    private readonly long _start = time.GetTimestamp();

    private int _inFlight;

    public IReadOnlyList<ScriptedCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public int MostInFlight { get; private set; }

    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>Gets or sets what a call does with its token before anything else.</summary>
    public Action<CancellationToken>? Called { get; set; }

    public IEnumerable<ScriptedCall> CallsOf(string item) => Calls.Where(call => call.Item == item);

    public async ValueTask<string> CallAsync(string item, ProviderCall call, CancellationToken cancellationToken)
    {
        var answer = script(item, Enter(item, call));
        Called?.Invoke(cancellationToken);
        try
        {
            await Task.Delay(answer.Latency, time, answer.IgnoresToken ? CancellationToken.None : cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }

        if (answer.Usage is { } usage)
        {
            call.ReportUsage(usage);
        }

        if (answer.RateLimits is { } limits)
        {
            call.ReportRateLimits(limits);
        }

        if (answer.Exception is { } exception)
        {
            throw exception;
        }

        return answer.Failure is { } failure ? throw new ProviderException(failure) : answer.Value;
    }

    private int Enter(string item, ProviderCall call)
    {
        lock (_gate)
        {
            var number = _numbers[item] = _numbers.GetValueOrDefault(item) + 1;
            _calls.Add(new ScriptedCall(item, number, call.Attempt, time.GetElapsedTime(_start), call.IdempotencyKey, call.PreviousFailure));
            MostInFlight = Math.Max(MostInFlight, Interlocked.Increment(ref _inFlight));
            return number;
        }
    }
}
