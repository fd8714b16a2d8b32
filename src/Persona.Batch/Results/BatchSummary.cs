namespace PersonaBatch;

/// <summary>How a run went, without its items. Immutable; safe for concurrent use.</summary>
public class BatchSummary
{
    internal BatchSummary(BatchSummary other)
    {
        BatchId = other.BatchId;
        Termination = other.Termination;
        Reason = other.Reason;
        Counts = other.Counts;
        Orphaned = other.Orphaned;
        FailuresByClass = other.FailuresByClass;
        Usage = other.Usage;
        CostUsd = other.CostUsd;
        Duration = other.Duration;
        CheckpointPath = other.CheckpointPath;
        Repaired = other.Repaired;
        PossiblyBilled = other.PossiblyBilled;
    }

    internal BatchSummary()
    {
    }

    /// <summary>Gets the batch's identity.</summary>
    public string BatchId { get; internal init; } = "";

    /// <summary>Gets how the run ended.</summary>
    public BatchTermination Termination { get; internal init; }

    /// <summary>Gets why it ended so, for people.</summary>
    public string Reason { get; internal init; } = "";

    /// <summary>Gets how many items ended how.</summary>
    public BatchCounts Counts { get; internal init; }

    /// <summary>Gets how many items the checkpoint knows that this input did not hold. They are kept. 0 unless the whole input was read.</summary>
    public long Orphaned { get; internal init; }

    /// <summary>Gets the number of failed items by their class.</summary>
    public IReadOnlyDictionary<FailureClass, long> FailuresByClass { get; internal init; } = new Dictionary<FailureClass, long>();

    /// <summary>Gets the tokens of all items of this input, failed attempts and earlier runs of the batch included.</summary>
    public TokenUsage Usage { get; internal init; }

    /// <summary>Gets the price of <see cref="Usage"/> in US dollars; <see langword="null"/> when no price is configured for the model.</summary>
    public decimal? CostUsd { get; internal init; }

    /// <summary>Gets how long this run took.</summary>
    public TimeSpan Duration { get; internal init; }

    /// <summary>Gets the directory of the batch's checkpoint; <see langword="null"/> without one.</summary>
    public string? CheckpointPath { get; internal init; }

    /// <summary>Gets what was found damaged in the checkpoint, and repaired; <see langword="null"/> when nothing was.</summary>
    public RecoveryReport? Repaired { get; internal init; }

    /// <summary>Gets the ids of the items whose call was in flight when an earlier run of the batch died, and that had no outcome when this one began:
    /// the provider may have billed those calls. Empty unless <see cref="CheckpointOptions.TrackInFlight"/> is on.</summary>
    public IReadOnlyList<string> PossiblyBilled { get; internal init; } = [];

    /// <summary>Throws unless the run went through its whole input. Failed items are fine.</summary>
    /// <exception cref="BatchIncompleteException"><see cref="Termination"/> is not <see cref="BatchTermination.Completed"/>.</exception>
    public void EnsureCompleted()
    {
        if (Termination != BatchTermination.Completed)
        {
            throw new BatchIncompleteException(this);
        }
    }

    /// <summary>Throws unless every item of the whole input has a result.</summary>
    /// <exception cref="BatchIncompleteException">The run ended early, or an item failed or was skipped.</exception>
    public void EnsureAllSucceeded()
    {
        EnsureCompleted();
        if (Counts.Succeeded != Counts.Accepted)
        {
            throw new BatchIncompleteException(
                this,
                $"{Counts.Failed} of {Counts.Accepted} items of batch '{BatchId}' failed and {Counts.Skipped} were skipped. Look at Failed for the reasons.");
        }
    }
}
