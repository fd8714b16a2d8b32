namespace PersonaBatch;

/// <summary>Keeps retries from crowding out new items: a due retry goes first only while less than 30 % of the last 100 calls were retries.</summary>
/// <remarks>It delays, it never fails anything. Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class RetryRatio
{
    private const int Window = 100;
    private const double Most = 0.3;

    private readonly bool[] _wasRetry = new bool[Window];

    private int _calls;
    private int _next;
    private int _retries;

    /// <summary>Gets a value indicating whether one more retry stays within the ratio.</summary>
    public bool AllowsRetry => _retries + 1 <= Most * (_calls + 1);

    public void Count(bool isRetry)
    {
        if (_calls == Window)
        {
            _retries -= _wasRetry[_next] ? 1 : 0;
        }
        else
        {
            _calls++;
        }

        _wasRetry[_next] = isRetry;
        _retries += isRetry ? 1 : 0;
        _next = (_next + 1) % Window;
    }
}
