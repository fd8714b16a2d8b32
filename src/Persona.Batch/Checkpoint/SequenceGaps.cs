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
    public void Found(long number) => Found(number, number);

    /// <summary>Notes that a range of numbers is there.</summary>
    public void Found(long first, long last)
    {
        if (first > Highest)
        {
            Expect(first - 1);
        }

        Fill(first, Math.Min(last, Highest));
        Highest = Math.Max(Highest, last);
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

    private void Fill(long first, long last)
    {
        for (var at = _gaps.Count - 1; at >= 0 && _gaps[at].Last >= first; at--)
        {
            var gap = _gaps[at];
            if (gap.First > last)
            {
                continue;
            }

            _gaps.RemoveAt(at);
            if (last < gap.Last)
            {
                _gaps.Insert(at, (last + 1, gap.Last));
            }

            if (first > gap.First)
            {
                _gaps.Insert(at, (gap.First, first - 1));
            }
        }
    }
}
