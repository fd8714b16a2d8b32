namespace PersonaBatch.Testing;

/// <summary>A fault for the calls a predicate picks, so many times.</summary>
internal sealed class FaultRule(Func<SimulatedRequest, bool> predicate, SimulatedFault fault, int times)
{
    private int _left = times;

    public SimulatedFault? Take(SimulatedRequest request) =>
        Volatile.Read(ref _left) > 0 && predicate(request) && Interlocked.Decrement(ref _left) >= 0 ? fault : null;
}
