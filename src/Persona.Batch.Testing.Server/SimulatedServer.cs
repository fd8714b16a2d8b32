namespace PersonaBatch.Testing;

/// <summary>A provider that costs nothing, over real HTTP on 127.0.0.1: the wires of OpenAI, Anthropic, Ollama and Gemini at once, with limits, latency, faults and a journal.</summary>
/// <remarks>
/// <para>It serves <c>POST /v1/chat/completions</c>, <c>/v1/messages</c>, <c>/api/chat</c> and <c>/v1beta/openai/chat/completions</c>,
/// whole or streamed, and each wire's questions about models. Limits, line, script and journal are one for all wires.
/// A prompt meets, in this order: the key (401), scripted faults (at once, free of the limits), the model (404), its length (400),
/// a full queue (503), the limits (429), the line for a place, its latency, its fate. What was refused cost no budget.</para>
/// <para>Safe for concurrent use. Any number run in one process. Nothing is logged.</para>
/// </remarks>
public sealed class SimulatedServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly FaultScript _script = new();
    private readonly LoopbackListener _listener;
    private readonly CallJournal _journal;
    private readonly Admission _admission;
    private readonly KestrelApplication _application;

    private SimulatedServerOptions _options;
    private int _disposed;

    private SimulatedServer(SimulatedServerOptions options, Func<SimulatedRequest, SimulatedAnswer> answer, TimeProvider time)
    {
        var clock = new ServerClock(time);
        _options = options;
        _listener = new LoopbackListener(options.Port);
        _journal = new CallJournal(clock);
        _admission = new Admission(options, clock);
        var desk = new CallDesk(
            () => Volatile.Read(ref _options),
            new CallJudge(_admission, _script, clock),
            new Replier(answer, clock),
            _journal,
            clock);
        _application = new KestrelApplication(desk, _stopping.Token);
    }

    /// <summary>Gets the address to give to OpenAI's SDK: <c>http://127.0.0.1:{port}/v1</c>.</summary>
    public Uri Endpoint => EndpointOf(SimulatedWire.OpenAI);

    /// <summary>Gets a copy of the calls received so far, in the order of arrival; a call that got its answer has ended here before its caller sees the end.</summary>
    public IReadOnlyList<ReceivedCall> Calls => _journal.Calls;

    /// <summary>Gets how many calls got a whole, good answer to their prompt.</summary>
    public long Succeeded => _journal.Answered;

    /// <summary>Gets how many calls the limits refused with a 429, 503 or 529. Faults are not among them.</summary>
    public long Rejected => _journal.Rejected;

    /// <summary>Gets how many calls came and have not ended, those in line included.</summary>
    /// <remarks>That a caller went away is seen a moment after it did.</remarks>
    public int InFlight => _journal.InFlight;

    /// <summary>Gets the highest <see cref="InFlight"/> so far.</summary>
    public int MostInFlight => _journal.MostInFlight;

    /// <summary>Starts a server.</summary>
    /// <param name="options">How to behave. Default: every call is answered at once.</param>
    /// <param name="answer">Makes the answers. Called from many threads at once; what it throws becomes a 500 that says so. Default: an echo of the last user message.</param>
    /// <param name="timeProvider">The clock of limits, latency and journal. Default the system's. A virtual clock does not wait for a network.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The server, listening. Dispose it to stop it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the exception names it.</exception>
    /// <exception cref="IOException">The port is in use.</exception>
    public static async Task<SimulatedServer> StartAsync(
        SimulatedServerOptions? options = null,
        Func<SimulatedRequest, SimulatedAnswer>? answer = null,
        TimeProvider? timeProvider = null,
        CancellationToken cancellationToken = default)
    {
        var server = new SimulatedServer(
            (options ?? new SimulatedServerOptions()).Checked(),
            answer ?? EchoAnswer.To,
            timeProvider ?? TimeProvider.System);
        try
        {
            await server._listener.StartAsync(server._application, cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gets the address to give to the SDK of a wire: with <c>/v1</c> for OpenAI, with <c>/v1beta/openai/</c> for Gemini, the bare one for Anthropic and Ollama.</summary>
    /// <param name="wire">The wire.</param>
    /// <returns>The address.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such wire.</exception>
    public Uri EndpointOf(SimulatedWire wire) => new(_listener.Address, Switchboard.Of(wire).EndpointPath);

    /// <summary>Changes options while the server runs: all at once, for the calls that come from now on. What was used of a limit stays used.</summary>
    /// <param name="change">Changes a copy; called again when another change came between.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; nothing is changed then.</exception>
    /// <exception cref="ArgumentException">The port was changed; nothing is changed then.</exception>
    public void Change(Action<SimulatedServerOptions> change)
    {
        ArgumentNullException.ThrowIfNull(change);

        SimulatedServerOptions before;
        SimulatedServerOptions after;
        do
        {
            before = Volatile.Read(ref _options);
            var copy = before.Copy();
            change(copy);
            after = copy.Checked();
            if (after.Port != before.Port)
            {
                throw new ArgumentException($"{nameof(after.Port)} cannot change while the server runs.", nameof(change));
            }
        }
        while (Interlocked.CompareExchange(ref _options, after, before) != before);

        _admission.Change(() => Volatile.Read(ref _options));
    }

    /// <summary>Makes the next prompts fail, each with the next of these, whatever they ask. They follow those scripted before.</summary>
    /// <param name="faults">How they fail.</param>
    public void FailNext(params IEnumerable<SimulatedFault> faults)
    {
        ArgumentNullException.ThrowIfNull(faults);

        _script.FailNext(faults);
    }

    /// <summary>Makes the prompts that a predicate picks fail. Earlier rules, and every rule, go before <see cref="FailNext"/>.</summary>
    /// <param name="predicate">Picks them. Called from many threads at once.</param>
    /// <param name="fault">How they fail.</param>
    /// <param name="times">How many of them fail, from 1. Default: all.</param>
    public void FailWhen(Func<SimulatedRequest, bool> predicate, SimulatedFault fault, int times = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);

        _script.FailWhen(new FaultRule(predicate, fault, times));
    }

    /// <summary>Waits until so many calls have come.</summary>
    /// <param name="calls">How many, since the start.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes then.</returns>
    public Task WhenReceivedAsync(long calls, CancellationToken cancellationToken = default) =>
        _journal.WhenAsync(journal => journal.Received >= calls, cancellationToken);

    /// <summary>Waits until no call is in flight.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes then.</returns>
    public Task WhenIdleAsync(CancellationToken cancellationToken = default) =>
        _journal.WhenAsync(journal => journal.InFlight == 0, cancellationToken);

    /// <summary>Stops within a second: calls in flight lose their connection. The journal can be read afterwards.</summary>
    /// <returns>A task that completes when nothing runs any more.</returns>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _listener.StopAsync().ConfigureAwait(false);
        _listener.Dispose();
        _stopping.Dispose();
    }
}
