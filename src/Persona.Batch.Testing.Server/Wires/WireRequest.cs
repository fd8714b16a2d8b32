namespace PersonaBatch.Testing;

/// <summary>What a call asks of its wire: a prompt to answer, or what the wire itself has to say.</summary>
internal sealed record WireRequest(SimulatedRequest? Prompt, WireReply? Reply)
{
    /// <summary>Gets a value indicating whether an answer in pieces ends with its usage.</summary>
    public bool UsageInStream { get; init; }

    /// <summary>Gets the tool that the answer must call; <see langword="null"/> = none.</summary>
    public string? Tool { get; init; }

    public static WireRequest Asking(SimulatedRequest prompt) => new(prompt, null);

    public static WireRequest Answered(WireReply reply) => new(null, reply);
}
