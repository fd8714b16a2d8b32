namespace PersonaBatch;

/// <summary>The hand-out numbers of a batch: which comes next, and which recorded outcomes the user's store has by its cursor.</summary>
/// <remarks>
/// <para>A number counts until a later run begins with a cursor below it: what lay above the cursor had not reached the store. So a number is
/// void when it lies between a cursor and the highest number there was when that cursor was noted.</para>
/// <para>A run without a cursor numbers its replays, too, but notes none of them. When the next cursor is one of its numbers, the store took part
/// in that run and nobody knows how far: all that was recorded before it comes again. When it is an older one, that run was somebody else's.</para>
/// <para>Filled while the journal is read, then used by one writer; <see cref="IsKept"/> changes nothing.</para>
/// </remarks>
internal sealed class HandOuts
{
    private readonly List<(long After, long Last)> _void = [];
    private readonly List<long> _withoutCursor = [];
    private readonly Dictionary<long, long> _again = [];

    private long? _cursor;
    private long _shift;

    /// <summary>Gets the highest number given out.</summary>
    public long Last { get; private set; }

    /// <summary>Gets a value indicating whether each replay's number is noted.</summary>
    public bool NotesReplays => _cursor is not null;

    /// <summary>Takes what a segment says, in the order in which segments were written.</summary>
    /// <param name="shift">By how much its hand-out numbers are at most ahead of its lines' own.</param>
    /// <param name="notes">Its replays and cursors.</param>
    public void Take(long shift, IEnumerable<HandOutNote> notes)
    {
        _shift = Math.Max(_shift, shift);
        foreach (var note in notes)
        {
            if (note.ReplayOf > 0)
            {
                _again[note.ReplayOf] = note.Number;
            }
            else
            {
                TakeCursor(note.After, note.Number);
            }
        }
    }

    /// <summary>Begins a run.</summary>
    /// <param name="cursor">What the user's store has; <see langword="null"/> = no cursor: all comes again, <see cref="long.MaxValue"/> = nothing does.</param>
    /// <param name="lastLine">The highest number of the journal's lines.</param>
    /// <returns>Whether the journal must note the cursor before anything is handed out.</returns>
    public bool Begin(long? cursor, long lastLine)
    {
        Last = lastLine == 0 ? 0 : lastLine + _shift;
        _cursor = cursor;
        if (cursor == long.MaxValue || Last == 0)
        {
            Last = cursor is < long.MaxValue ? Math.Max(Last, cursor.Value) : Last;
            return false;
        }

        return true;
    }

    /// <summary>Goes on behind the cursor, once it is noted: it may be higher than all the journal knows, when lines were lost.</summary>
    public void CursorIsNoted()
    {
        TakeCursor(_cursor, Last);
        Last = Math.Max(Last, _cursor ?? 0);
    }

    /// <summary>Tells whether the user's store has an outcome, so that it is not handed out.</summary>
    /// <param name="line">The number of its line.</param>
    /// <param name="number">The number under which it was handed out at first.</param>
    public bool IsKept(long line, long number)
    {
        if (_cursor is not < long.MaxValue)
        {
            return _cursor is not null;
        }

        var latest = _again.GetValueOrDefault(line, number);
        return latest <= _cursor && !IsVoid(latest);
    }

    /// <summary>Tells whether this is the number an outcome was handed out under last, and it still counts.</summary>
    public bool IsLatest(long line, long number) => _again.GetValueOrDefault(line) == number;

    /// <summary>Gives out the next numbers, once they are noted.</summary>
    public void GiveOut(int count) => Last += count;

    private bool IsVoid(long number)
    {
        foreach (var (after, last) in _void)
        {
            if (number > after && number <= last)
            {
                return true;
            }
        }

        return false;
    }

    private void TakeCursor(long? cursor, long last)
    {
        if (cursor is not { } after)
        {
            _withoutCursor.Add(last);
            return;
        }

        var before = _withoutCursor.Where(end => end < after).DefaultIfEmpty().Max();
        _withoutCursor.Clear();
        Void(0, before);
        Void(after, last);
        foreach (var line in _again.Where(again => IsVoid(again.Value)).Select(static again => again.Key).ToList())
        {
            _again.Remove(line);
        }
    }

    /// <summary>Keeps the ranges apart: a batch that is killed every hour for a month has few of them.</summary>
    private void Void(long after, long last)
    {
        if (after >= last)
        {
            return;
        }

        foreach (var range in _void.Where(range => range.After <= last && after <= range.Last).ToList())
        {
            _void.Remove(range);
            (after, last) = (Math.Min(after, range.After), Math.Max(last, range.Last));
        }

        _void.Add((after, last));
    }
}
