namespace PersonaBatch;

/// <summary>Moves the number of calls in flight by the success rate and the mean latency of the last answers.</summary>
/// <remarks>
/// <para>The windowed rule: of the last 20 answers, and not before 10 are in, a success rate above
/// <see cref="ConcurrencyOptions.SuccessThreshold"/> with a mean latency below <see cref="ConcurrencyOptions.TargetLatencyMs"/> gives one
/// call more; a rate below <see cref="ConcurrencyOptions.DecreaseThreshold"/>, or a mean above twice the target, takes two away.
/// Each answer moves it at most once. It begins at <see cref="ConcurrencyOptions.MinWorkers"/>.</para>
/// <para>Safe for concurrent use. Reading <see cref="Limit"/> takes no lock.</para>
/// </remarks>
public sealed class AdaptiveConcurrency : IConcurrencyControl
{
    private const int Window = 20;
    private const int LeastAnswers = 10;
    private const int Step = 1;
    private const int StepBack = 2;

    private readonly Lock _gate = new();
    private readonly bool[] _succeeded = new bool[Window];
    private readonly long[] _latencies = new long[Window];
    private readonly int _least;
    private readonly double _riseAbove;
    private readonly double _fallBelow;
    private readonly long _target;

    private int _most;
    private int _answers;
    private int _next;
    private int _successes;
    private long _latencySum;
    private volatile int _limit;

    /// <summary>Makes a controller.</summary>
    /// <param name="options">Its bounds and thresholds; read once.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Options are wrong; all faults are named.</exception>
    public AdaptiveConcurrency(ConcurrencyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ConcurrencyOptionsValidator.ThrowIfInvalid(options);

        _least = options.MinWorkers;
        _most = options.MaxWorkers ?? ConcurrencyOptions.DefaultMaxWorkers;
        _riseAbove = options.SuccessThreshold;
        _fallBelow = options.DecreaseThreshold;
        _target = TimeSpan.FromMilliseconds(options.TargetLatencyMs).Ticks;
        _limit = _least;
    }

    /// <summary>Gets how many calls may be in flight.</summary>
    public int Limit => _limit;

    /// <summary>Takes in how one attempt ended.</summary>
    /// <param name="failure">How it failed; <see langword="null"/> = it succeeded. <see cref="FailureClass.Local"/> says nothing of the provider and is passed over.</param>
    /// <param name="latency">From sending to the end. Not negative.</param>
    public void Record(FailureClass? failure, TimeSpan latency)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(latency, TimeSpan.Zero);
        if (failure == FailureClass.Local)
        {
            return;
        }

        lock (_gate)
        {
            RememberNeedsLock(failure is null, latency.Ticks);
            _limit = Math.Clamp(_limit + ChangeNeedsLock(), Math.Min(_least, _most), _most);
        }
    }

    /// <inheritdoc/>
    void IConcurrencyControl.Cap(int most)
    {
        lock (_gate)
        {
            _most = most;
            _limit = Math.Min(_limit, most);
        }
    }

    private void RememberNeedsLock(bool succeeded, long latency)
    {
        if (_answers == Window)
        {
            _successes -= _succeeded[_next] ? 1 : 0;
            _latencySum -= _latencies[_next];
        }
        else
        {
            _answers++;
        }

        _succeeded[_next] = succeeded;
        _latencies[_next] = latency;
        _successes += succeeded ? 1 : 0;
        _latencySum += latency;
        _next = (_next + 1) % Window;
    }

    private int ChangeNeedsLock()
    {
        if (_answers < LeastAnswers)
        {
            return 0;
        }

        var rate = (double)_successes / _answers;
        var latency = _latencySum / _answers;
        return rate > _riseAbove && latency < _target ? Step
            : rate < _fallBelow || latency > 2 * _target ? -StepBack
            : 0;
    }
}
