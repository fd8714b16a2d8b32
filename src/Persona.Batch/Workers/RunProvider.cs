namespace PersonaBatch;

/// <summary>One provider of a run: who is called, under which settings, and what lets its calls go.</summary>
/// <remarks>Belongs to the pool's gate, but <see cref="Caller"/>, which workers use during a call.</remarks>
internal sealed class RunProvider<TItem, TResult>(int place, ProviderSettings settings, ProviderCaller<TItem, TResult> caller, CallPermits permits)
{
    /// <summary>Gets its place in the order.</summary>
    public int Place => place;

    public ProviderSettings Settings => settings;

    public ProviderCaller<TItem, TResult> Caller => caller;

    public CallPermits Permits => permits;

    /// <summary>Gets or sets how many of its calls were sent and have not ended. Counted where there are others.</summary>
    public int InFlight { get; set; }

    /// <summary>Gets or sets the item whose call tries it out after it was left; <see langword="null"/> = none does.</summary>
    public ItemWork<TItem, TResult>? Trial { get; set; }

    public bool IsFull => InFlight >= permits.Limit;
}
