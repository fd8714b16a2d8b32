namespace PersonaBatch.Testing;

/// <summary>What comes out of a call that was let in.</summary>
internal enum CallFate
{
    Answer,
    Hang,
    Malformed,
    Error,

    /// <summary>The connection is reset. Over a network only.</summary>
    Reset,

    /// <summary>The connection ends within the answer. Over a network only.</summary>
    Truncated,
}
