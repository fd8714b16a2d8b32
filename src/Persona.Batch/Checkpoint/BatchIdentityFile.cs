using System.Globalization;
using System.Text.Json;

namespace PersonaBatch;

/// <summary>Reads and writes <c>batch.json</c>: one line that checks itself, like those of the journal.</summary>
internal static class BatchIdentityFile
{
    /// <summary>The file's name.</summary>
    public const string Name = "batch.json";

    /// <summary>Formats an identity.</summary>
    public static byte[] Format(BatchIdentity identity)
    {
        var line = new JsonLineBuffer();
        line.BeginLine();
        line.Number("v"u8, JournalLine.Version);
        line.Number("min"u8, JournalLine.MinReader);
        line.Text("batch"u8, identity.BatchId);
        line.Text("name"u8, identity.Name);
        line.Flag("named"u8, identity.IsNamed);
        line.Text("build"u8, identity.Build);
        line.BeginObject("parts"u8);
        foreach (var (name, value) in identity.Parts.OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            line.Text(name, value);
        }

        line.EndObject();
        line.Hex("seed"u8, identity.Seed);
        line.Instant("created"u8, identity.Created);
        line.EndLine();
        return line.Written.ToArray();
    }

    /// <summary>Parses a file. A newer format is told by <paramref name="minReader"/> alone, whatever else it holds.</summary>
    /// <returns>The identity; <see langword="null"/> when it is damaged or not understood.</returns>
    public static BatchIdentity? Parse(ReadOnlySpan<byte> content, out long minReader)
    {
        minReader = 0;
        var line = content.TrimEnd((byte)'\n');
        try
        {
            var identity = Read(line, out minReader);
            return JournalLineReader.IsIntact(line) ? identity : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static BatchIdentity? Read(ReadOnlySpan<byte> line, out long minReader)
    {
        minReader = 0;
        string? batchId = null, name = null, build = null;
        var isNamed = false;
        var seed = 0UL;
        var created = default(DateTimeOffset);
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(line);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = JsonSlice.Of(ref reader).Decode();
            reader.Read();
            switch (field)
            {
                case "min" when reader.TokenType == JsonTokenType.Number:
                    minReader = reader.TryGetInt64(out var min) ? min : long.MaxValue;
                    break;
                case "batch":
                    batchId = JsonSlice.Of(ref reader).Decode();
                    break;
                case "name":
                    name = JsonSlice.Of(ref reader).Decode();
                    break;
                case "named":
                    isNamed = reader.TokenType == JsonTokenType.True;
                    break;
                case "build":
                    build = JsonSlice.Of(ref reader).Decode();
                    break;
                case "parts" when reader.TokenType == JsonTokenType.StartObject:
                    ReadParts(ref reader, parts);
                    break;
                case "seed":
                    _ = ulong.TryParse(JsonSlice.Of(ref reader).Raw, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out seed);
                    break;
                case "created":
                    _ = DateTimeOffset.TryParse(JsonSlice.Of(ref reader).Decode(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out created);
                    break;
            }

            reader.Skip();
        }

        return batchId is null || name is null || build is null ? null : new BatchIdentity(batchId, name, isNamed, build, parts, seed, created);
    }

    private static void ReadParts(ref Utf8JsonReader reader, Dictionary<string, string> parts)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonSlice.Of(ref reader).Decode()!;
            reader.Read();
            if (JsonSlice.Of(ref reader).Decode() is { } value)
            {
                parts[name] = value;
            }

            reader.Skip();
        }
    }
}
