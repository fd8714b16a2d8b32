using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>A batch's checkpoint in the hands of one run. Disposing frees it for the next.</summary>
internal sealed class OpenCheckpoint(IDisposable heldLock) : IDisposable
{
    /// <summary>Gets the batch; made from the processor's name and a number when unnamed.</summary>
    public required string BatchId { get; init; }

    /// <summary>Gets its directory.</summary>
    public required string Path { get; init; }

    /// <summary>Gets where outcomes are written.</summary>
    public required Journal Journal { get; init; }

    /// <summary>Gets what was recorded before this run.</summary>
    public required CompletedSet Known { get; init; }

    /// <summary>Gets the hand-out numbers.</summary>
    public required HandOuts HandOuts { get; init; }

    /// <summary>Gets where starting calls are noted; <see langword="null"/> unless asked for.</summary>
    public StartedCalls? Started { get; private set; }

    /// <summary>Gets a value indicating whether the batch was there before.</summary>
    public required bool Resumed { get; init; }

    /// <summary>Gets what was found damaged.</summary>
    public required RecoveryReport Recovery { get; init; }

    /// <summary>Gets what was found damaged then and since; <see langword="null"/> when nothing was.</summary>
    public RecoveryReport? Repaired
    {
        get
        {
            var all = Recovery with { LostAcknowledged = Recovery.LostAcknowledged + Known.Damaged };
            return all.TornBytes > 0 || all.NewCopies > 0 || all.LostAcknowledged > 0 || all.LostUnacknowledged > 0 || all.MissingSegments > 0 ? all : null;
        }
    }

    /// <summary>Begins to note the calls that start.</summary>
    public void TrackInFlight(ICheckpointFiles files, TimeProvider time, ILogger logger) => Started = StartedCalls.Open(files, this, time, logger);

    /// <summary>Begins to hand out, behind the cursor of the user's store.</summary>
    /// <exception cref="CheckpointException">The cursor cannot be noted.</exception>
    public void BeginHandOuts(long? cursor)
    {
        if (!HandOuts.Begin(cursor, Journal.LastSequence))
        {
            return;
        }

        try
        {
            Journal.NoteCursor(cursor, HandOuts.Last);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CheckpointErrors.StorageBlocked(Path, exception);
        }

        HandOuts.CursorIsNoted();
    }

    public void Dispose()
    {
        Started?.Dispose();
        Journal.Dispose();
        heldLock.Dispose();
    }
}
