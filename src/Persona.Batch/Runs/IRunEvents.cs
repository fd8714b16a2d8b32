namespace PersonaBatch;

/// <summary>What the rooms tell the run they belong to.</summary>
internal interface IRunEvents
{
    /// <summary>The run should end early.</summary>
    void RequestEnd(RunEnding ending);

    /// <summary>The checkpoint cannot be written any more.</summary>
    void StorageBlocked(Exception exception);
}
