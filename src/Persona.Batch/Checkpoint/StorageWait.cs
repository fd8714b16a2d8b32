namespace PersonaBatch;

/// <summary>Decides how long a blocked checkpoint is tried again, and when.</summary>
/// <remarks>Not thread-safe: the gate guards it.</remarks>
internal sealed class StorageWait(TimeProvider time, TimeSpan timeout)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    private TimeSpan _delay;
    private long _since;
    private long? _endingSince;
    private TimeSpan _endingTime;

    /// <summary>Gets a value indicating whether the storage is blocked now.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>Gets how long it has been blocked.</summary>
    public TimeSpan Waited => time.GetElapsedTime(_since);

    /// <summary>Notes a failed attempt and tells when the next may be made; <see langword="false"/> = none, the time is over.</summary>
    public bool TryNext(out TimeSpan delay)
    {
        if (!IsBlocked)
        {
            (IsBlocked, _since, _delay) = (true, time.GetTimestamp(), FirstDelay);
        }

        var left = timeout - Waited;
        if (_endingSince is { } ending)
        {
            var untilEnd = _endingTime - time.GetElapsedTime(ending);
            left = untilEnd < left ? untilEnd : left;
        }

        delay = _delay < left ? _delay : left;
        _delay = _delay * 2 < LongestDelay ? _delay * 2 : LongestDelay;
        return delay > TimeSpan.Zero;
    }

    /// <summary>Notes that the storage works.</summary>
    public void Works() => IsBlocked = false;

    /// <summary>Notes that the run is ending: from now on there is no more than this time to wait.</summary>
    public void Limit(TimeSpan most)
    {
        if (_endingSince is null || most < _endingTime)
        {
            (_endingSince, _endingTime) = (time.GetTimestamp(), most);
        }
    }
}
