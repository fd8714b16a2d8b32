namespace PersonaBatch;

/// <summary>The same number of calls at all times.</summary>
internal sealed class FixedConcurrency(int limit) : IConcurrencyControl
{
    public int Limit { get; private set; } = limit;

    public void Cap(int most) => Limit = most;

    public void Record(FailureClass? failure, TimeSpan latency)
    {
        // Nothing moves it.
    }
}
