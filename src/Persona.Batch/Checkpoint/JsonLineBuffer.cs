using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace PersonaBatch;

/// <summary>Builds lines that check themselves, one behind the other in one buffer that is used again and again.</summary>
/// <remarks>A line is <c>{"c":"9f3a1b2c",…}\n</c>: the CRC-32C covers everything from the closing quote of <c>c</c> to the last brace. Not thread-safe.</remarks>
internal sealed class JsonLineBuffer
{
    /// <summary>Where the eight digits of the checksum stand.</summary>
    public const int ChecksumAt = 6;

    /// <summary>Where the bytes the checksum covers begin.</summary>
    public const int CoveredFrom = ChecksumAt + 8;

    private const int LargestKept = 4 << 20;
    private const int LongestNumber = 40;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        "\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\"\\\u007f");

    private byte[] _bytes = new byte[4096];
    private int _length;
    private int _lineStart;

    /// <summary>Gets everything written since <see cref="Clear"/>.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Gets the same; valid until the next line is begun.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, _length);

    /// <summary>Forgets the lines; one huge group does not keep its memory for ever.</summary>
    public void Clear()
    {
        _length = 0;
        if (_bytes.Length > LargestKept)
        {
            _bytes = new byte[4096];
        }
    }

    /// <summary>Begins a line.</summary>
    public void BeginLine()
    {
        _lineStart = _length;
        Raw("{\"c\":\"00000000\""u8);
    }

    /// <summary>Ends the line and fills in its checksum.</summary>
    public void EndLine()
    {
        Raw("}"u8);
        var crc = Crc32C.Of(_bytes.AsSpan(_lineStart + CoveredFrom, _length - _lineStart - CoveredFrom));
        crc.TryFormat(_bytes.AsSpan(_lineStart + ChecksumAt, 8), out _, "x8", CultureInfo.InvariantCulture);
        Raw("\n"u8);
    }

    /// <summary>Writes a number.</summary>
    public void Number(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        value.TryFormat(Free(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
    }

    /// <summary>Writes an amount of money as a string: no reader may take it for a floating-point number.</summary>
    public void Money(ReadOnlySpan<byte> name, decimal value)
    {
        Name(name);
        Raw("\""u8);
        value.TryFormat(Free(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        _length += written;
        Raw("\""u8);
    }

    /// <summary>Writes a flag.</summary>
    public void Flag(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        Raw(value ? "true"u8 : "false"u8);
    }

    /// <summary>Writes 64 bits as sixteen hex digits.</summary>
    public void Hex(ReadOnlySpan<byte> name, ulong value)
    {
        Name(name);
        Raw("\""u8);
        value.TryFormat(Free(LongestNumber), out var written, "x16", CultureInfo.InvariantCulture);
        _length += written;
        Raw("\""u8);
    }

    /// <summary>Writes an instant, in UTC, to the millisecond.</summary>
    public void Instant(ReadOnlySpan<byte> name, DateTimeOffset value)
    {
        Name(name);
        Raw("\""u8);
        value.UtcDateTime.TryFormat(Free(LongestNumber), out var written, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        _length += written;
        Raw("\""u8);
    }

    /// <summary>Writes text that is known to need no escape.</summary>
    public void Plain(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Name(name);
        Raw("\""u8);
        Raw(value);
        Raw("\""u8);
    }

    /// <summary>Writes any text; unpaired surrogates survive as escapes.</summary>
    public void Text(ReadOnlySpan<byte> name, string value)
    {
        Name(name);
        Quoted(value);
    }

    /// <summary>Writes any text under any name.</summary>
    public void Text(string name, string value)
    {
        Comma();
        Quoted(name);
        Raw(":"u8);
        Quoted(value);
    }

    /// <summary>Begins an object.</summary>
    public void BeginObject(ReadOnlySpan<byte> name)
    {
        Name(name);
        Raw("{"u8);
    }

    /// <summary>Ends an object.</summary>
    public void EndObject() => Raw("}"u8);

    /// <summary>Writes finished JSON as it is.</summary>
    public void Json(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json)
    {
        Name(name);
        Raw(json);
    }

    /// <summary>Writes any bytes.</summary>
    public void Base64(ReadOnlySpan<byte> name, ReadOnlySpan<byte> bytes)
    {
        Name(name);
        Raw("\""u8);
        System.Buffers.Text.Base64.EncodeToUtf8(bytes, Free(System.Buffers.Text.Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        _length += written;
        Raw("\""u8);
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        Comma();
        Raw("\""u8);
        Raw(name);
        Raw("\":"u8);
    }

    private void Comma()
    {
        if (_bytes[_length - 1] != '{')
        {
            Raw(","u8);
        }
    }

    private void Quoted(ReadOnlySpan<char> text)
    {
        Raw("\""u8);
        while (!text.IsEmpty)
        {
            var special = text.IndexOfAny(Escaped);
            var safe = special < 0 ? text.Length : special;
            Transcode(text[..safe]);
            text = text[safe..];
            if (special >= 0)
            {
                Escape(text[0]);
                text = text[1..];
            }
        }

        Raw("\""u8);
    }

    private void Transcode(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var free = Free(Encoding.UTF8.GetMaxByteCount(text.Length));
            var status = Utf8.FromUtf16(text, free, out var read, out var written, replaceInvalidSequences: false);
            _length += written;
            text = text[read..];
            if (status != OperationStatus.Done)
            {
                Escape(text[0]);
                text = text[1..];
            }
        }
    }

    private void Escape(char value)
    {
        switch (value)
        {
            case '"':
                Raw("\\\""u8);
                break;
            case '\\':
                Raw("\\\\"u8);
                break;
            case '\n':
                Raw("\\n"u8);
                break;
            default:
                Raw("\\u"u8);
                ((ushort)value).TryFormat(Free(4), out var written, "x4", CultureInfo.InvariantCulture);
                _length += written;
                break;
        }
    }

    private void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Free(bytes.Length));
        _length += bytes.Length;
    }

    private Span<byte> Free(int count)
    {
        var needed = (long)_length + count;
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _bytes.Length)));
        }

        return _bytes.AsSpan(_length);
    }
}
