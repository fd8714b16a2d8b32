using System.Buffers.Text;

namespace PersonaBatch;

/// <summary>Reads the beginning of a success as this version writes it, without a JSON reader: nearly all lines of a large batch are such.</summary>
/// <remarks>The caller has checked the line's checksum. Whatever looks different in any way is left to <see cref="JournalLineReader"/>.</remarks>
internal ref struct QuickLine
{
    /// <summary>Gets the line's number.</summary>
    public long Sequence { get; private set; }

    /// <summary>Gets the highest number that was on disk when the line was built.</summary>
    public long Durable { get; private set; }

    /// <summary>Gets the item's id, in UTF-8; it holds no escape.</summary>
    public ReadOnlySpan<byte> Id { get; private set; }

    /// <summary>Reads a line whose first fields are exactly n, d, id and s, with s = ok.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, out QuickLine read)
    {
        read = default;
        var rest = line[(JsonLineBuffer.CoveredFrom + 1)..];
        if (!TryNumber(ref rest, ",\"n\":"u8, out var sequence)
            || !TryNumber(ref rest, ",\"d\":"u8, out var durable)
            || !rest.StartsWith(",\"id\":\""u8))
        {
            return false;
        }

        rest = rest[7..];
        var end = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0 || !rest[end..].StartsWith("\",\"s\":\"ok\",\"a\":"u8) || sequence <= 0)
        {
            return false;
        }

        read.Sequence = sequence;
        read.Durable = durable;
        read.Id = rest[..end];
        return true;
    }

    private static bool TryNumber(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> name, out long value)
    {
        value = 0;
        if (!rest.StartsWith(name) || !Utf8Parser.TryParse(rest[name.Length..], out value, out var length))
        {
            return false;
        }

        rest = rest[(name.Length + length)..];
        return true;
    }
}
