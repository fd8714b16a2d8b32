namespace PersonaBatch;

/// <summary>How a run stands: running, paused, ending or over, since when, and why it ends.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class RunStanding(TimeProvider timeProvider)
{
    private long _startedAt = timeProvider.GetTimestamp();
    private TimeSpan? _duration;

    public bool IsPaused { get; set; }

    /// <summary>Gets how and why the run ends early; <see langword="null"/> while it does not.</summary>
    public RunEnding? Ending { get; private set; }

    public bool IsOver => _duration is not null;

    /// <summary>Gets the time since the start, or the whole of it.</summary>
    public TimeSpan Elapsed => _duration ?? timeProvider.GetElapsedTime(_startedAt);

    public BatchState State => IsOver ? BatchState.Ended
        : Ending is not null ? BatchState.Stopping
        : IsPaused ? BatchState.Paused
        : BatchState.Running;

    public void Start() => _startedAt = timeProvider.GetTimestamp();

    /// <summary>Notes an ending that is about to be asked for. The first one stays.</summary>
    public void Note(RunEnding ending) => Ending ??= ending;

    /// <summary>Ends the run, if this says anything new: the first reason stays, but a cancellation comes on top of any other.</summary>
    /// <returns><see langword="true"/> when something must be done about it.</returns>
    public bool TryEnd(RunEnding ending)
    {
        var isNoted = ReferenceEquals(Ending, ending);
        var cuts = ending.Termination == BatchTermination.Cancelled && Ending?.Termination != BatchTermination.Cancelled;
        if (IsOver || (Ending is not null && !cuts && !isNoted))
        {
            return false;
        }

        Ending = Ending is null || isNoted
            ? ending
            : ending with { Reason = $"{ending.Reason}, while it was ending because {Ending.Reason}", Error = Ending.Error };
        return true;
    }

    public void Over() => _duration ??= timeProvider.GetElapsedTime(_startedAt);
}
