namespace PersonaBatch.Testing;

/// <summary>How often each prompt came. Safe for concurrent use.</summary>
internal sealed class PromptCounts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Numbers a call, from 1.</summary>
    public int Next(string key)
    {
        lock (_gate)
        {
            return _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }

    /// <summary>Takes a number back: the limits refused the call, so that draws do not depend on when it came.</summary>
    public void TakeBack(string key)
    {
        lock (_gate)
        {
            _counts[key]--;
        }
    }
}
