using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace PersonaBatch;

/// <summary>Verifies and reads one line. Unknown fields and kinds are ignored: a newer version may have written them.</summary>
internal ref struct JournalLineReader
{
    private JsonSlice _id;
    private JsonSlice _batch;
    private JsonSlice _cost;
    private JsonSlice _encodedResult;
    private JsonSlice _provider;
    private JsonSlice _ranges;
    private JsonSlice _run;
    private JsonFailure _failure;
    private ReadOnlySpan<byte> _result;
    private bool _hasStatus;
    private JsonUsage _usage;
    private long _handOut;

    /// <summary>Gets what kind of line it is.</summary>
    public JournalLineKind Kind { get; private set; }

    /// <summary>Gets the line's number; 0 when it has none.</summary>
    public long Sequence { get; private set; }

    /// <summary>Gets the highest number that was on disk when the line was built.</summary>
    public long Durable { get; private set; }

    /// <summary>Gets the number under which the line's outcome is handed out; the line's own unless another is given.</summary>
    public readonly long HandOut => _handOut == 0 ? Sequence : _handOut;

    /// <summary>Gets the number of the line whose outcome is handed out again.</summary>
    public long ReplayOf { get; private set; }

    /// <summary>Gets the cursor a run began with; <see langword="null"/> = none.</summary>
    public long? After { get; private set; }

    /// <summary>Gets the highest number that a head line, or the highest hand-out number that a cursor line, found.</summary>
    public long Last { get; private set; }

    /// <summary>Gets how many numbers a head line found missing.</summary>
    public long Lost { get; private set; }

    /// <summary>Gets the oldest reader that understands what follows a head line.</summary>
    public long MinReader { get; private set; }

    /// <summary>Gets the segment a head line goes on from; 0 = none.</summary>
    public int Previous { get; private set; }

    /// <summary>Gets the last segment that was compacted into this one; 0 = none.</summary>
    public int Replaces { get; private set; }

    /// <summary>Gets the length a head line gives.</summary>
    public long Bytes { get; private set; }

    /// <summary>Gets a value indicating whether writing to the previous segment failed.</summary>
    public bool IsSuspect { get; private set; }

    /// <summary>Gets the segment that was begun when this one was full.</summary>
    public int Next { get; private set; }

    /// <summary>Gets the batch a head line names.</summary>
    public readonly string? BatchId => _batch.Decode();

    /// <summary>Gets the numbers that a compaction dropped.</summary>
    public readonly JsonSlice Ranges => _ranges;

    /// <summary>Gets the run that wrote a head line, or started a call.</summary>
    public readonly string? RunId => _run.Decode();

    /// <summary>Gets the item's id.</summary>
    public readonly JsonSlice Id => _id;

    /// <summary>Gets how the item ended.</summary>
    public ItemStatus Status { get; private set; }

    /// <summary>Gets why the item failed.</summary>
    public readonly FailureClass FailureClass => _failure.Class;

    /// <summary>Gets the item's attempts.</summary>
    public int Attempts { get; private set; }

    /// <summary>Gets the item's generation.</summary>
    public int Generation { get; private set; }

    /// <summary>Gets the hash of the item's fingerprint; 0 = none.</summary>
    public ulong FingerprintHash { get; private set; }

    /// <summary>Gets what the item's attempts cost; <see langword="null"/> when unknown.</summary>
    public readonly decimal? CostUsd =>
        decimal.TryParse(_cost.Raw, NumberStyles.Number, CultureInfo.InvariantCulture, out var cost) ? cost : null;

    /// <summary>Checks the frame and the checksum of a line without its line break.</summary>
    public static bool IsIntact(ReadOnlySpan<byte> line) =>
        line.Length > JsonLineBuffer.CoveredFrom + 1
        && line.StartsWith("{\"c\":\""u8)
        && line[JsonLineBuffer.CoveredFrom] == '"'
        && line[^1] == '}'
        && uint.TryParse(line.Slice(JsonLineBuffer.ChecksumAt, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var crc)
        && crc == Crc32C.Of(line[JsonLineBuffer.CoveredFrom..]);

    /// <summary>Verifies and reads a line without its line break. A scan needs no result and stops before it: it is most of the bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> line, bool withResult, out JournalLineReader read)
    {
        read = default;
        if (!IsIntact(line))
        {
            return false;
        }

        try
        {
            read.ReadFields(line, withResult);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Makes the public record of an item line.</summary>
    public readonly RecordedOutcome ToRecord() =>
        new(HandOut, _id.Decode() ?? "", Status, _failure.ToFailure(), Attempts, _usage.Value, CostUsd, Result()) { Provider = _provider.Decode() };

    private readonly ReadOnlyMemory<byte> Result()
    {
        if (!_encodedResult.IsPresent)
        {
            return _result.ToArray();
        }

        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(_encodedResult.Raw.Length)];
        Base64.DecodeFromUtf8(_encodedResult.Raw, decoded, out _, out var written);
        return decoded.AsMemory(0, written);
    }

    private void ReadFields(ReadOnlySpan<byte> line, bool withResult)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = 1 << 20 });
        var hasKind = false;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("r"u8))
            {
                _result = withResult ? JsonField.ResultAt(ref reader, line) : [];
                if (_id.IsPresent)
                {
                    break; // always last: what a converter wrote raw behind its value must not pass for fields of the line
                }
            }
            else if (reader.ValueTextEquals("t"u8))
            {
                hasKind = true;
                reader.Read();
                Kind = JsonField.KindOf(ref reader);
            }
            else
            {
                ReadField(ref reader);
            }

            reader.Skip();
        }

        if (!hasKind && _id.IsPresent && _hasStatus && Sequence > 0)
        {
            Kind = JournalLineKind.Item;
        }
    }

    private void ReadField(scoped ref Utf8JsonReader reader)
    {
        var name = reader.ValueSpan;
        reader.Read();
        switch (name)
        {
            case [(byte)'n']:
                Sequence = JsonField.Whole(ref reader);
                break;
            case [(byte)'q']:
                _handOut = JsonField.Whole(ref reader);
                break;
            case [(byte)'d']:
                Durable = JsonField.Whole(ref reader);
                break;
            case [(byte)'i', (byte)'d']:
                _id = JsonSlice.Of(ref reader);
                break;
            case [(byte)'s']:
                var status = JsonField.StatusOf(ref reader);
                (_hasStatus, Status) = (status is not null, status.GetValueOrDefault());
                break;
            case [(byte)'a']:
                Attempts = JsonField.Small(ref reader);
                break;
            case [(byte)'g']:
                Generation = JsonField.Small(ref reader);
                break;
            case [(byte)'f']:
                FingerprintHash = JsonField.Hash(ref reader);
                break;
            case [(byte)'p']:
                _provider = JsonSlice.Of(ref reader);
                break;
            case [(byte)'e'] when reader.TokenType == JsonTokenType.StartObject:
                _failure = JsonFailure.Of(ref reader);
                break;
            default:
                ReadRareField(name, ref reader);
                break;
        }
    }

    private void ReadRareField(ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader)
    {
        if (name.SequenceEqual("usd"u8))
        {
            _cost = JsonSlice.Of(ref reader);
        }
        else if (name.SequenceEqual("r64"u8))
        {
            _encodedResult = JsonSlice.Of(ref reader);
        }
        else if (name.SequenceEqual("last"u8))
        {
            Last = JsonField.Whole(ref reader);
        }
        else if (name.SequenceEqual("lost"u8))
        {
            Lost = JsonField.Whole(ref reader);
        }
        else if (name.SequenceEqual("min"u8))
        {
            MinReader = JsonField.Whole(ref reader);
        }
        else if (!_usage.TryRead(name, ref reader))
        {
            ReadLink(name, ref reader);
        }
    }

    private void ReadLink(ReadOnlySpan<byte> name, scoped ref Utf8JsonReader reader)
    {
        if (name.SequenceEqual("batch"u8))
        {
            _batch = JsonSlice.Of(ref reader);
        }
        else if (name.SequenceEqual("bytes"u8))
        {
            Bytes = JsonField.Whole(ref reader);
        }
        else if (name.SequenceEqual("prev"u8))
        {
            Previous = JsonField.Small(ref reader);
        }
        else if (name.SequenceEqual("suspect"u8))
        {
            IsSuspect = reader.TokenType == JsonTokenType.True;
        }
        else if (name.SequenceEqual("run"u8))
        {
            _run = JsonSlice.Of(ref reader);
        }
        else if (name.SequenceEqual("ranges"u8))
        {
            _ranges = JsonSlice.Of(ref reader);
        }
        else if (name.SequenceEqual("replaces"u8))
        {
            Replaces = JsonField.Small(ref reader);
        }
        else if (name.SequenceEqual("of"u8))
        {
            ReplayOf = JsonField.Whole(ref reader);
        }
        else if (name.SequenceEqual("after"u8))
        {
            After = JsonField.Whole(ref reader);
        }
        else if (name.SequenceEqual("next"u8))
        {
            Next = JsonField.Small(ref reader);
        }
    }
}
