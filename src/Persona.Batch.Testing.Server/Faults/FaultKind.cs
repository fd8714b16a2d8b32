namespace PersonaBatch.Testing;

/// <summary>What a fault does to a call.</summary>
internal enum FaultKind
{
    /// <summary>Refuses it in the words of the wire.</summary>
    Refusal,

    /// <summary>Sends a given body.</summary>
    Body,

    Reset,
    Hang,
    MalformedJson,
    EmptyBody,
    TruncatedBody,

    /// <summary>Answers it, with a hint to wait.</summary>
    RetryAfterOnSuccess,
}
