namespace PersonaBatch.Testing;

/// <summary>What a call costs of the limits.</summary>
/// <param name="Input">The tokens of its prompt.</param>
/// <param name="Output">The most output tokens it asks for.</param>
internal readonly record struct CallCost(long Input, long Output)
{
    public long Total => Input + Output;

    public long Of(LimitUnit unit) => unit switch
    {
        LimitUnit.Requests => 1,
        LimitUnit.Tokens => Total,
        LimitUnit.InputTokens => Input,
        _ => Output,
    };
}
