namespace PersonaBatch.Testing;

/// <summary>A provider with limits, latency and faults, that costs nothing: the same calls get the same fate every time.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
/// <remarks>
/// <para>A call meets, in this order: scripted failures (<see cref="FailNext"/>, at once), a full queue (503), the limits a minute
/// (429), the line for a permit, its latency, its fate. What was refused cost no budget.</para>
/// <para>Safe for concurrent use. On a <see cref="VirtualTimeProvider"/> its calls are watched.</para>
/// </remarks>
public sealed class SimulatedProvider<TItem, TResult> : IBatchProvider<TItem, TResult>
{
    private const string BrokenAnswer = "{\"answer\": \"simulated, and cut off he";

    private readonly Func<TItem, TResult> _answer;
    private readonly SimulationOptions _options;
    private readonly TimeProvider _time;
    private readonly long _madeAt;
    private readonly FrontDoor _door;
    private readonly Dice _dice;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _letIn = new(StringComparer.Ordinal);
    private readonly List<SimulatedCall> _log = [];

    /// <summary>Initializes a new instance of the <see cref="SimulatedProvider{TItem, TResult}"/> class.</summary>
    /// <param name="answer">Makes the answer. Called from many threads at once on a real clock; what it throws is what the call throws.</param>
    /// <param name="options">How to behave. Default: every call is answered after 2 seconds.</param>
    /// <param name="timeProvider">The clock. Default the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the exception names it.</exception>
    public SimulatedProvider(Func<TItem, TResult> answer, SimulationOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(answer);

        _answer = answer;
        _options = (options ?? new SimulationOptions()).Checked();
        _time = timeProvider ?? TimeProvider.System;
        _madeAt = _time.GetTimestamp();
        _door = new FrontDoor(_options);
        _dice = new Dice(
            _options.Seed,
            _options.Latency,
            _options.LatencySpread,
            (CallFate.Hang, _options.HangRate),
            (CallFate.Malformed, _options.MalformedRate),
            (CallFate.Error, _options.ErrorRate));
    }

    /// <summary>Gets how many calls came, the refused ones included.</summary>
    public long Calls => _door.Calls;

    /// <summary>Gets how many calls the simulated limits refused. Scripted failures are not among them.</summary>
    public long Rejected => _door.Rejected;

    /// <summary>Gets how many calls are let in and have not ended, those in line included.</summary>
    public int InFlight => _door.InFlight;

    /// <summary>Gets the highest <see cref="InFlight"/> so far.</summary>
    public int MostInFlight => _door.MostInFlight;

    /// <summary>Gets a copy of the calls that ended so far, in the order they ended. Empty without <see cref="SimulationOptions.KeepLog"/>.</summary>
    public IReadOnlyList<SimulatedCall> Log
    {
        get
        {
            lock (_gate)
            {
                return [.. _log];
            }
        }
    }

    /// <summary>Makes the next calls fail at once, each with the next of these, whatever their item. They follow those scripted before.</summary>
    /// <param name="failures">Why they fail.</param>
    public void FailNext(params IEnumerable<BatchFailure> failures)
    {
        ArgumentNullException.ThrowIfNull(failures);

        _door.FailNext(failures);
    }

    /// <inheritdoc/>
    public async ValueTask<TResult> CallAsync(TItem item, ProviderCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        cancellationToken.ThrowIfCancellationRequested();

        using var watched = (_time as VirtualTimeProvider)?.Enter(WatchedCall.NameOf(call), trusted: true);
        var start = Now();
        try
        {
            await _door.EnterAsync(start, cancellationToken).ConfigureAwait(false);
            var answer = await WorkAsync(item, call, cancellationToken).ConfigureAwait(false);
            Note(call, start, null, cancelled: false);
            return answer;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Note(call, start, null, cancelled: true);
            throw;
        }
        catch (Exception exception)
        {
            Note(call, start, exception is ProviderException known ? known.Failure.Class : FailureClass.Unknown, cancelled: false);
            throw;
        }
    }

    private async ValueTask<TResult> WorkAsync(TItem item, ProviderCall call, CancellationToken cancellationToken)
    {
        try
        {
            var number = NumberOf(call.ItemId);
            var fate = _dice.FateOf(call.ItemId, number);
            var latency = fate == CallFate.Hang ? Timeout.InfiniteTimeSpan : _dice.LatencyOf(call.ItemId, number);
            await Task.Delay(latency, _time, cancellationToken).ConfigureAwait(false);

            if (fate == CallFate.Error)
            {
                throw new ProviderException(new BatchFailure(FailureClass.ServerError, "A simulated error.") { StatusCode = 500 });
            }

            call.ReportUsage(new TokenUsage(_options.InputTokens, _options.OutputTokens));
            return fate != CallFate.Malformed
                ? _answer(item)
                : throw new ProviderException(new BatchFailure(FailureClass.InvalidResponse, "A simulated answer that is no JSON.")
                {
                    StatusCode = 200,
                    ResponseText = BrokenAnswer,
                });
        }
        finally
        {
            _door.Leave();
        }
    }

    private int NumberOf(string itemId)
    {
        lock (_gate)
        {
            return _letIn[itemId] = _letIn.GetValueOrDefault(itemId) + 1;
        }
    }

    private TimeSpan Now() => _time.GetElapsedTime(_madeAt);

    private void Note(ProviderCall call, TimeSpan start, FailureClass? failure, bool cancelled)
    {
        if (!_options.KeepLog)
        {
            return;
        }

        var ended = new SimulatedCall(call.ItemId, call.Attempt, start, Now(), failure, cancelled);
        lock (_gate)
        {
            _log.Add(ended);
        }
    }
}
