namespace PersonaBatch.Testing;

/// <summary>What a limit counts.</summary>
internal enum LimitUnit
{
    Requests,
    Tokens,
}
