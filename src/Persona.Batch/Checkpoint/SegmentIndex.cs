using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PersonaBatch;

/// <summary>The index of a sound, full segment in which nothing was handed out again: what a pass over it would find, so that resuming need not read it again.</summary>
/// <remarks>
/// <para>A cache and never the authority: the line itself is read and checked before it is used. It counts only while its own checksum
/// and the segment's length fit; it may be deleted at any time, and is then written again.</para>
/// <para>Layout: a header of fixed size, then sixteen bytes an item, all in the byte order of the machine, which the first eight bytes tell.</para>
/// </remarks>
internal sealed class SegmentIndex
{
    private const ulong Magic = 0x3130_3058_4449_4250; // "PBIDX001"
    private const int HeaderTail = 2 * sizeof(uint); // its own checksum, and padding

    private readonly ICheckpointFiles _files;
    private readonly string _path;
    private readonly Header _header;

    private SegmentIndex(ICheckpointFiles files, string path, in Header header)
    {
        _files = files;
        _path = path;
        _header = header;
    }

    /// <summary>Writes the index of a segment, when it is sound; whatever fails is of no account. Not synced: what a power failure tears does not count.</summary>
    public static void TryWrite(ICheckpointFiles files, string directory, JournalSegment segment, ulong seed, SegmentFacts facts, SegmentItems items)
    {
        if (!IsSound(facts, segment))
        {
            return;
        }

        try
        {
            var crc = uint.MaxValue;
            using var file = files.Open(Path.Combine(directory, SegmentName.OfIndex(segment.Number)));
            file.SetLength(0);
            var offset = (long)Unsafe.SizeOf<Header>();
            foreach (var piece in items.Pieces)
            {
                var bytes = MemoryMarshal.AsBytes(piece.Span);
                crc = Crc32C.Append(crc, bytes);
                file.Write(bytes, offset);
                offset += bytes.Length;
            }

            var header = HeaderOf(facts, segment.Length, seed, ~crc);
            file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Header>(in header)), 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Without it, the segment is read again.
        }
    }

    /// <summary>Opens the index of a segment; <see langword="null"/> when there is none that counts. <paramref name="block"/> is room to read with.</summary>
    public static SegmentIndex? TryOpen(ICheckpointFiles files, string directory, JournalSegment segment, ulong seed, SegmentItem[] block)
    {
        try
        {
            var path = Path.Combine(directory, SegmentName.OfIndex(segment.Number));
            using var file = files.OpenRead(path);
            if (file is null || segment.Trusted != segment.Length)
            {
                return null;
            }

            var header = default(Header);
            var isWhole = file.Read(MemoryMarshal.AsBytes(new Span<Header>(ref header)), 0) == Unsafe.SizeOf<Header>();
            return isWhole
                && header.Magic == Magic
                && header.Seed == seed
                && header.SegmentLength == segment.Length
                && header.HeaderCrc == CrcOf(header)
                && file.Length == Unsafe.SizeOf<Header>() + ((long)header.Items * Unsafe.SizeOf<SegmentItem>())
                && ItemsFit(file, header, block)
                    ? new SegmentIndex(files, path, header)
                    : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Gives what a pass over the segment would find.</summary>
    public SegmentFacts ToFacts()
    {
        var facts = new SegmentFacts
        {
            Lines = _header.Lines,
            Durable = _header.Durable,
            HeadLast = _header.HeadLast,
            HeadLost = _header.HeadLost,
            MinReader = _header.MinReader,
            IsFinished = _header.Finished == 0 ? null : _header.Finished == 2,
            Next = _header.Next,
            IntactEnd = _header.SegmentLength,
            HandOutShift = _header.HandOutShift,
            Items = _header.Items,
        };
        if (_header.First > 0)
        {
            facts.Numbers.Add(_header.First, _header.Last);
        }

        return facts;
    }

    /// <summary>Reads the items, a block at a time; a block is valid until the next is asked for. Fewer come when the file was taken away meanwhile.</summary>
    /// <param name="block">The room for a block.</param>
    public IEnumerable<ReadOnlyMemory<SegmentItem>> ReadItems(SegmentItem[] block)
    {
        using var file = _files.OpenRead(_path);
        for (var done = 0; file is not null && done < _header.Items; done += block.Length)
        {
            var count = ReadBlock(file, block, done, _header.Items);
            yield return block.AsMemory(0, count);
        }
    }

    private static bool IsSound(SegmentFacts facts, JournalSegment segment) =>
        facts.Damaged.Count == 0
        && facts.Numbers.Count <= 1
        && facts.IntactEnd == segment.Length
        && !facts.LacksLineBreak
        && facts.HeadLast >= 0
        && facts.HandOutNotes.Count == 0;

    private static bool ItemsFit(ICheckpointFile file, in Header header, SegmentItem[] block)
    {
        var crc = uint.MaxValue;
        for (var done = 0; done < header.Items; done += block.Length)
        {
            crc = Crc32C.Append(crc, MemoryMarshal.AsBytes(block.AsSpan(0, ReadBlock(file, block, done, header.Items))));
        }

        return ~crc == header.ItemsCrc;
    }

    private static int ReadBlock(ICheckpointFile file, SegmentItem[] block, int done, int all)
    {
        var wanted = block.AsSpan(0, Math.Min(block.Length, all - done));
        return file.Read(MemoryMarshal.AsBytes(wanted), Unsafe.SizeOf<Header>() + ((long)done * Unsafe.SizeOf<SegmentItem>())) / Unsafe.SizeOf<SegmentItem>();
    }

    private static Header HeaderOf(SegmentFacts facts, long segmentLength, ulong seed, uint itemsCrc)
    {
        var (first, last) = facts.Numbers.Count == 0 ? (0, 0) : facts.Numbers.Ranges[0];
        var header = new Header
        {
            Magic = Magic,
            Seed = seed,
            SegmentLength = segmentLength,
            Lines = facts.Lines,
            First = first,
            Last = last,
            Durable = facts.Durable,
            HeadLast = facts.HeadLast,
            HeadLost = facts.HeadLost,
            MinReader = facts.MinReader,
            HandOutShift = facts.HandOutShift,
            Items = facts.Items,
            Next = facts.Next,
            Finished = facts.IsFinished switch { null => 0, false => 1, true => 2 },
            ItemsCrc = itemsCrc,
        };
        header.HeaderCrc = CrcOf(header);
        return header;
    }

    private static uint CrcOf(in Header header) =>
        Crc32C.Of(MemoryMarshal.AsBytes(new ReadOnlySpan<Header>(in header))[..^HeaderTail]);

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public ulong Magic;
        public ulong Seed;
        public long SegmentLength;
        public long Lines;
        public long First;
        public long Last;
        public long Durable;
        public long HeadLast;
        public long HeadLost;
        public long MinReader;
        public long HandOutShift;
        public int Items;
        public int Next;
        public int Finished;
        public uint ItemsCrc;
        public uint HeaderCrc;
        public uint Reserved;
    }
}
