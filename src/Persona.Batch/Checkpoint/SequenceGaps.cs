namespace PersonaBatch;

/// <summary>Finds the numbers that no line has: each proves a line that was lost.</summary>
internal sealed class SequenceGaps
{
    private readonly List<(long First, long Last)> _gaps = [];

    /// <summary>Gets the highest number seen.</summary>
    public long Highest { get; private set; }

    /// <summary>Gets the missing numbers below <see cref="Highest"/>, as ranges in ascending order.</summary>
    public IReadOnlyList<(long First, long Last)> Missing => _gaps;

    /// <summary>Notes that a number is there.</summary>
    public void Found(long number)
    {
        if (number > Highest)
        {
            Expect(number - 1);
            Highest = number;
        }
        else
        {
            Fill(number);
        }
    }

    /// <summary>Notes that all numbers up to <paramref name="number"/> were given out.</summary>
    public void Expect(long number)
    {
        if (number > Highest)
        {
            _gaps.Add((Highest + 1, number));
            Highest = number;
        }
    }

    /// <summary>Counts the missing numbers from <paramref name="first"/> to <paramref name="last"/>.</summary>
    public long CountWithin(long first, long last) =>
        _gaps.Sum(gap => Math.Max(0, Math.Min(gap.Last, last) - Math.Max(gap.First, first) + 1));

    private void Fill(long number)
    {
        var at = _gaps.FindLastIndex(gap => gap.First <= number && number <= gap.Last);
        if (at < 0)
        {
            return;
        }

        var gap = _gaps[at];
        _gaps.RemoveAt(at);
        if (number < gap.Last)
        {
            _gaps.Insert(at, (number + 1, gap.Last));
        }

        if (number > gap.First)
        {
            _gaps.Insert(at, (gap.First, number - 1));
        }
    }
}
