namespace PersonaBatch;

/// <summary>What the rooms tell the run they belong to.</summary>
internal interface IRunEvents
{
    /// <summary>The run will end early, and must not be taken for complete before <see cref="RequestEnd"/> says so. The caller holds the gate.</summary>
    void NoteEndingNeedsLock(RunEnding ending);

    /// <summary>Nothing of the checkpoint may be trusted any more. The caller holds the gate and calls <see cref="StorageBlocked"/> next.</summary>
    void NoteStorageFaultNeedsLock(Exception exception);

    /// <summary>The run should end early.</summary>
    void RequestEnd(RunEnding ending);

    /// <summary>The checkpoint cannot be written any more.</summary>
    void StorageBlocked(Exception exception);
}
