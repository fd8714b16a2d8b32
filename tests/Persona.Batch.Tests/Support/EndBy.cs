namespace PersonaBatch.Tests.Support;

/// <summary>How a run comes to its end.</summary>
public enum EndBy
{
    Itself,
    Stop,
    Cancel,
    Dispose,
    Deadline,

    /// <summary>A call is refused for a reason that every call would meet.</summary>
    FailedFast,

    /// <summary>The reader leaves its loop.</summary>
    Break,

    /// <summary>The source throws.</summary>
    Source,
}
