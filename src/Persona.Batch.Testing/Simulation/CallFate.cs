namespace PersonaBatch.Testing;

/// <summary>What comes out of a call that was let in.</summary>
internal enum CallFate
{
    Answer,
    Hang,
    Malformed,
    Error,
}
