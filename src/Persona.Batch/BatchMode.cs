namespace PersonaBatch;

/// <summary>What decides how many calls are in flight.</summary>
public enum BatchMode
{
    /// <summary><see cref="ConcurrencyOptions.MaxWorkers"/> at all times.</summary>
    Fixed,
}
