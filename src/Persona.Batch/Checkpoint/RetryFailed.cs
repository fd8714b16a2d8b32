namespace PersonaBatch;

/// <summary>Which recorded failures run again when a batch is resumed. Aborted items always do.</summary>
public enum RetryFailed
{
    /// <summary>Those that may pass: not invalid requests, refusals and items the provider called too large.</summary>
    Transient,

    /// <summary>All of them, permanent ones too: they are paid for again.</summary>
    All,

    /// <summary>None of them.</summary>
    None,
}
