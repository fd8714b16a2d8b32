using System.Globalization;

namespace PersonaBatch;

/// <summary>Numbers of lines, as ranges. Kept short while they come in ascending order.</summary>
internal sealed class NumberRanges
{
    private readonly List<(long First, long Last)> _ranges = [];

    /// <summary>Gets how many ranges there are.</summary>
    public int Count => _ranges.Count;

    /// <summary>Gets the ranges, in the order in which they came.</summary>
    public IReadOnlyList<(long First, long Last)> Ranges => _ranges;

    /// <summary>Reads what <see cref="ToString"/> wrote; whatever is no range is passed over.</summary>
    public static NumberRanges Parse(string text)
    {
        var ranges = new NumberRanges();
        foreach (var part in text.Split(','))
        {
            var (first, last) = part.IndexOf('-', StringComparison.Ordinal) is > 0 and var dash ? (part[..dash], part[(dash + 1)..]) : (part, part);
            if (long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from) && long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to) && from <= to)
            {
                ranges.Add(from, to);
            }
        }

        return ranges;
    }

    /// <summary>Adds a range.</summary>
    public void Add(long first, long last)
    {
        if (_ranges.Count > 0 && _ranges[^1].Last == first - 1)
        {
            _ranges[^1] = (_ranges[^1].First, last);
        }
        else
        {
            _ranges.Add((first, last));
        }
    }

    /// <summary>Forgets all.</summary>
    public void Clear() => _ranges.Clear();

    /// <summary>Puts them in ascending order, those that touch together.</summary>
    public void Merge()
    {
        var sorted = _ranges.Order().ToList();
        _ranges.Clear();
        foreach (var (first, last) in sorted)
        {
            if (_ranges.Count > 0 && first <= _ranges[^1].Last + 1)
            {
                _ranges[^1] = (_ranges[^1].First, Math.Max(last, _ranges[^1].Last));
            }
            else
            {
                _ranges.Add((first, last));
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', _ranges.Select(static range => range.First == range.Last
        ? range.First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{range.First}-{range.Last}")));
}
