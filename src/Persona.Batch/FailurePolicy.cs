namespace PersonaBatch;

/// <summary>What a failed item means for the others.</summary>
public enum FailurePolicy
{
    /// <summary>Nothing: the others go on.</summary>
    Continue,

    /// <summary>All or nothing: the first failed item ends the run.</summary>
    StopBatch,
}
