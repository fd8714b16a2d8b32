namespace PersonaBatch.Testing;

/// <summary>The faults that were asked for. Safe for concurrent use.</summary>
internal sealed class FaultScript
{
    private readonly Lock _gate = new();
    private readonly Queue<SimulatedFault> _next = new();
    private FaultRule[] _rules = [];

    public void FailNext(IEnumerable<SimulatedFault> faults)
    {
        SimulatedFault[] all = [.. faults];
        lock (_gate)
        {
            foreach (var fault in all)
            {
                _next.Enqueue(fault);
            }
        }
    }

    public void FailWhen(FaultRule rule)
    {
        lock (_gate)
        {
            _rules = [.. _rules, rule];
        }
    }

    /// <summary>Gives a call its fault, if any: of the first rule that picks it, else the next in line.</summary>
    public SimulatedFault? Take(SimulatedRequest request)
    {
        // The rules' predicates are the user's: no lock is held while they run.
        foreach (var rule in Volatile.Read(ref _rules))
        {
            if (rule.Take(request) is { } picked)
            {
                return picked;
            }
        }

        lock (_gate)
        {
            return _next.TryDequeue(out var next) ? next : null;
        }
    }
}
