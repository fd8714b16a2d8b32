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

    /// <summary>Closes the connection within the answer.</summary>
    TruncatedBody,

    /// <summary>Ends a stream in good order, too early.</summary>
    UnfinishedStream,

    /// <summary>Goes on with an error within a stream.</summary>
    ErrorInStream,

    /// <summary>Answers it late.</summary>
    Slow,

    /// <summary>Answers it, with a hint to wait.</summary>
    RetryAfterOnSuccess,
}
