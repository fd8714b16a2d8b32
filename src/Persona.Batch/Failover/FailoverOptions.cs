namespace PersonaBatch;

/// <summary>When items go to the next of several providers, and when the one they left is tried again. Without effect where there is one provider.</summary>
public sealed class FailoverOptions
{
    /// <summary>Gets or sets how long a provider's limits may hold the next call back, by a Retry-After or by the pace of its requests or tokens.
    /// Where they hold it longer, items go to the next provider until the call may go.</summary>
    /// <value>Default 30 seconds. Range 0 to 24 hours; at 0 whatever one provider's limits leave over goes to the next.</value>
    public TimeSpan After { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets or sets after how many failures in a row (server errors, overload, network, timeouts) a provider counts as broken.</summary>
    /// <value>Default 5. Range 1 to 1,000.</value>
    public int Failures { get; set; } = 5;

    /// <summary>Gets or sets how long a provider that is broken, refuses the key or has no quota left is left alone, before one item tries whether it is back.</summary>
    /// <value>Default 1 minute. Above zero, at most 24 hours. A provider that asked for a longer wait gets it.</value>
    public TimeSpan CoolDown { get; set; } = TimeSpan.FromMinutes(1);
}
