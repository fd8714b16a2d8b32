namespace PersonaBatch;

/// <summary>A run as its handles see it.</summary>
internal interface IBatchEngine
{
    string BatchId { get; }

    BatchProgress Progress { get; }

    TimeProvider TimeProvider { get; }

    /// <summary>Gets a task that completes when nothing of the run is left; faulted or cancelled when the run must throw.</summary>
    Task<BatchSummary> Ended { get; }

    /// <summary>Gets a value indicating whether it was ever started.</summary>
    bool IsStarted { get; }

    /// <summary>Starts the run; once, however often it is called.</summary>
    void Start();

    void Pause();

    void Resume();

    /// <summary>Alters limits of the run.</summary>
    void Change(Action<BatchLimits> change);

    /// <summary>Lets the run end early. The first reason stays, but a cancellation always cuts what still drains.</summary>
    void RequestEnd(RunEnding ending);
}
