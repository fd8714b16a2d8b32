namespace PersonaBatch;

/// <summary>Notices that most items fail: at least 50 failures, and the given share of the last 100 items.</summary>
/// <remarks>Not safe for concurrent use: its owner holds the gate.</remarks>
internal sealed class FailureRate(double most)
{
    private const int Window = 100;
    private const int LeastFailures = 50;

    private readonly bool[] _failed = new bool[Window];

    private int _items;
    private int _next;
    private int _failures;
    private long _allFailures;

    /// <summary>Counts one item that ran to its end.</summary>
    /// <returns><see langword="true"/> when going on makes no sense.</returns>
    public bool Count(bool failed)
    {
        if (_items == Window)
        {
            _failures -= _failed[_next] ? 1 : 0;
        }
        else
        {
            _items++;
        }

        _failed[_next] = failed;
        _failures += failed ? 1 : 0;
        _allFailures += failed ? 1 : 0;
        _next = (_next + 1) % Window;
        return failed && _allFailures >= LeastFailures && _failures >= most * _items;
    }
}
