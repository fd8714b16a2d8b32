namespace PersonaBatch;

/// <summary>Puts together what is told of a run: a snapshot while it lives, the summary at its end. The gate is held.</summary>
internal static class RunReport
{
    public static BatchProgress ProgressNeedsLock<TItem, TResult>(
        string batchId, RunParts<TItem, TResult> parts, Tally tally, RunStanding standing, WorkerPool<TItem, TResult>? pool)
    {
        var counts = tally.CountsNeedsLock;
        return new BatchProgress(
            batchId,
            standing.State,
            counts,
            tally.InputIsReadNeedsLock && standing.Ending is null ? counts.Accepted : parts.Total,
            pool?.InFlightNeedsLock ?? 0,
            pool?.WaitingNeedsLock ?? 0,
            pool?.LimitNeedsLock ?? parts.Settings.MaxWorkers,
            tally.ItemsPerMinuteNeedsLock,
            tally.Usage,
            tally.CostUsd,
            standing.Elapsed);
    }

    public static BatchSummary SummaryNeedsLock<TItem, TResult>(RunRooms<TItem, TResult> rooms, Tally tally, RunStanding standing)
        where TItem : notnull => new()
        {
            BatchId = rooms.BatchId,
            Termination = standing.Ending?.Termination ?? BatchTermination.Completed,
            Reason = standing.Ending?.Reason ?? "every item of the input has its outcome",
            Counts = tally.CountsNeedsLock,
            Orphaned = rooms.Chunker.ReachedEnd ? rooms.Checkpoint?.Known.Orphaned ?? 0 : 0,
            FailuresByClass = tally.FailuresNeedsLock,
            Usage = tally.Usage,
            CostUsd = tally.CostUsd,
            Duration = standing.Elapsed,
            CheckpointPath = rooms.Checkpoint?.Path,
            Repaired = rooms.Checkpoint?.Repaired,
            PossiblyBilled = rooms.Checkpoint?.Started?.PossiblyBilled ?? [],
        };
}
