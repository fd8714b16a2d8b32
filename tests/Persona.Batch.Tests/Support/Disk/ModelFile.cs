namespace PersonaBatch.Tests.Support;

/// <summary>A file as processes see it, as the disk holds it, and which pages lie between.</summary>
internal sealed class ModelFile(int pageSize)
{
    private readonly SortedSet<int> _unsynced = [];

    private byte[] _seen = [];
    private byte[] _durable = [];

    public int Length => _seen.Length;

    public ReadOnlySpan<byte> Seen => _seen;

    /// <summary>Makes a file that is all on the disk.</summary>
    public static ModelFile Of(byte[] content, int pageSize) => new(pageSize) { _seen = content, _durable = [.. content] };

    public void Write(ReadOnlySpan<byte> bytes, int offset)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        var end = offset + bytes.Length;
        if (end > _seen.Length)
        {
            SetLength(end);
        }

        bytes.CopyTo(_seen.AsSpan(offset));
        Touch(offset, end);
    }

    public void SetLength(int length)
    {
        var before = _seen.Length;
        Array.Resize(ref _seen, length);
        _unsynced.RemoveWhere(page => page * pageSize >= length);
        Touch(Math.Min(before, length) - 1, length); // also the page that is cut: what lies behind its new end is gone
    }

    public void Sync() => _durable = Merged(_seen.Length, _unsynced.Remove);

    public void FailSync(PagesAfterFailedSync pages)
    {
        if (pages == PagesAfterFailedSync.Kept)
        {
            return;
        }

        _unsynced.Clear();
        if (pages == PagesAfterFailedSync.Dropped)
        {
            _seen = Merged(_seen.Length, static _ => false);
        }
    }

    /// <summary>What the next process finds. When only this one dies, the kernel still knows what waits for the disk.</summary>
    public ModelFile After(CutMode cut, Random random)
    {
        if (cut != CutMode.Killed)
        {
            return Of(BytesAfter(cut, random), pageSize);
        }

        var same = new ModelFile(pageSize) { _seen = [.. _seen], _durable = _durable };
        same._unsynced.UnionWith(_unsynced);
        return same;
    }

    private byte[] BytesAfter(CutMode cut, Random random) => cut switch
    {
        CutMode.Everything or CutMode.NamesLost => Merged(_seen.Length, _unsynced.Contains),
        CutMode.SyncedOnly => [.. _durable],
        CutMode.RandomPages => Merged(random.Next(2) == 0 ? _seen.Length : _durable.Length, page => _unsynced.Contains(page) && random.Next(2) == 0),
        _ => WithHole(random),
    };

    private void Touch(int start, int end)
    {
        for (var page = Math.Max(0, start) / pageSize; page * pageSize < end; page++)
        {
            _unsynced.Add(page);
        }
    }

    private byte[] WithHole(Random random)
    {
        var pages = _unsynced.ToArray();
        var first = random.Next(pages.Length + 1);
        var last = random.Next(first, pages.Length + 1);
        var holes = pages[first..last];
        return Merged(_seen.Length, page => _unsynced.Contains(page) && !holes.Contains(page));
    }

    /// <summary>The durable bytes with some pages from what is seen; beyond both there are zeros.</summary>
    private byte[] Merged(int length, Predicate<int> isWritten)
    {
        var merged = new byte[length];
        _durable.AsSpan(0, Math.Min(length, _durable.Length)).CopyTo(merged);
        for (var page = 0; page * pageSize < length; page++)
        {
            var start = page * pageSize;
            if (start < _seen.Length && isWritten(page))
            {
                var count = Math.Min(pageSize, Math.Min(length, _seen.Length) - start);
                _seen.AsSpan(start, count).CopyTo(merged.AsSpan(start));
            }
        }

        return merged;
    }
}
