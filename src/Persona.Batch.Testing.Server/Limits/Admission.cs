namespace PersonaBatch.Testing;

/// <summary>Lets calls in, makes them wait in line, or refuses them. Every model has limits of its own; the line is one.</summary>
internal sealed class Admission
{
    private readonly Lock _gate = new();
    private readonly ServerClock _clock;
    private readonly WaitingLine _line;
    private readonly Dictionary<string, ModelLimits> _models = new(StringComparer.Ordinal);

    private SimulatedServerOptions _options;

    public Admission(SimulatedServerOptions options, ServerClock clock)
    {
        _options = options;
        _clock = clock;
        _line = new WaitingLine(options.Concurrency ?? int.MaxValue);
    }

    /// <summary>Takes over the options as they are now, whoever changed them last.</summary>
    public void Change(Func<SimulatedServerOptions> currentOptions)
    {
        lock (_gate)
        {
            _options = currentOptions();
            foreach (var limits in _models.Values)
            {
                limits.Change(_options, _clock.Elapsed);
            }

            _line.Change(_options.Concurrency ?? int.MaxValue);
        }
    }

    /// <summary>Judges a call. When it is let in, <see cref="Leave"/> must follow its turn.</summary>
    public AdmissionTicket Admit(string model, CallCost cost, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var now = _clock.Elapsed;
            var limits = LimitsOfNeedsLock(model);
            var refusal = _line.IsFull(_options.QueueLimit ?? int.MaxValue)
                ? new Refusal(RefusalKind.Overloaded)
                : limits.Admit(now, cost);
            var turn = refusal is null ? _line.EnterAsync(cancellationToken) : Task.CompletedTask;
            return new AdmissionTicket(refusal, turn, ReadNeedsLock(limits, now));
        }
    }

    /// <summary>Ends the work on a call whose turn came.</summary>
    public void Leave() => _line.Leave();

    public IReadOnlyList<LimitReading> Read(string model)
    {
        lock (_gate)
        {
            return ReadNeedsLock(LimitsOfNeedsLock(model), _clock.Elapsed);
        }
    }

    private LimitReading[] ReadNeedsLock(ModelLimits limits, TimeSpan now) =>
        [.. limits.ReadAt(now).Select(reading => reading with { FullAt = _clock.InstantOf(now + reading.Reset) })];

    private ModelLimits LimitsOfNeedsLock(string model)
    {
        if (!_models.TryGetValue(model, out var limits))
        {
            _models[model] = limits = new ModelLimits(_options);
        }

        return limits;
    }
}
