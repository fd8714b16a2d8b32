namespace PersonaBatch.Testing;

/// <summary>Where a refusal says how long to wait.</summary>
[Flags]
public enum SimulatedHints
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>The header <c>retry-after</c>, in whole seconds rounded up.</summary>
    Seconds = 1,

    /// <summary>The header <c>retry-after</c>, as an HTTP date rounded up to a second; in place of <see cref="Seconds"/>.</summary>
    Date = 2,

    /// <summary>The header <c>retry-after-ms</c>, in whole milliseconds rounded up.</summary>
    Milliseconds = 4,

    /// <summary>The body: "Please try again in 1.5s.", or as the provider says it.</summary>
    Body = 8,
}
