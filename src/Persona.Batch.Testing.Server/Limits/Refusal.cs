namespace PersonaBatch.Testing;

/// <summary>That a call is refused, and what the caller may know of it. A wire puts it into words.</summary>
internal sealed record Refusal(RefusalKind Kind)
{
    /// <summary>Gets the status that was asked for; <see langword="null"/> = the provider's own.</summary>
    public int? Status { get; init; }

    /// <summary>Gets the limit it hit.</summary>
    public LimitReading Limit { get; init; }

    /// <summary>Gets what the call would have cost.</summary>
    public long Requested { get; init; }

    /// <summary>Gets how long to wait; <see langword="null"/> when nobody says.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Gets where that is said; <see langword="null"/> = where the provider says it.</summary>
    public SimulatedHints? Hints { get; init; }

    /// <summary>Gets the key that was shown.</summary>
    public string? Key { get; init; }

    /// <summary>Gets what went wrong, instead of the provider's own words.</summary>
    public string? Detail { get; init; }
}
