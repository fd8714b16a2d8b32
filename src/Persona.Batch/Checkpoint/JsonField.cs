using System.Globalization;
using System.Text.Json;

namespace PersonaBatch;

/// <summary>Reads the value the reader stands on; one of another type reads as absent.</summary>
internal static class JsonField
{
    private static readonly FailureClass[] Classes = Enum.GetValues<FailureClass>();
    private static readonly string[] ClassNames = Enum.GetNames<FailureClass>();

    public static long Whole(scoped ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value) ? value : 0;

    public static int Small(scoped ref Utf8JsonReader reader) => (int)Math.Clamp(Whole(ref reader), 0, int.MaxValue);

    public static ulong Hash(scoped ref Utf8JsonReader reader) =>
        ulong.TryParse(JsonSlice.Of(ref reader).Raw, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash) ? hash : 0;

    /// <summary>A converter that writes raw text may have written no JSON at all; then the result is the rest of the line, which we always write last.</summary>
    public static ReadOnlySpan<byte> ResultAt(scoped ref Utf8JsonReader reader, ReadOnlySpan<byte> line)
    {
        var start = (int)reader.BytesConsumed;
        try
        {
            reader.Read();
            reader.Skip();
            return line[start..(int)reader.BytesConsumed];
        }
        catch (JsonException)
        {
            return line[start..^1];
        }
    }

    public static JournalLineKind KindOf(scoped ref Utf8JsonReader reader)
    {
        var name = JsonSlice.Of(ref reader).Raw;
        return name.SequenceEqual("head"u8) ? JournalLineKind.Head
            : name.SequenceEqual("done"u8) ? JournalLineKind.Done
            : name.SequenceEqual("again"u8) ? JournalLineKind.Again
            : name.SequenceEqual("cursor"u8) ? JournalLineKind.Cursor
            : name.SequenceEqual("seal"u8) ? JournalLineKind.Seal
            : name.SequenceEqual("dropped"u8) ? JournalLineKind.Dropped
            : JournalLineKind.Other;
    }

    public static FailureClass ClassOf(scoped ref Utf8JsonReader reader)
    {
        for (var i = 0; i < ClassNames.Length && reader.TokenType == JsonTokenType.String; i++)
        {
            if (reader.ValueTextEquals(ClassNames[i]))
            {
                return Classes[i];
            }
        }

        return FailureClass.Unknown;
    }

    /// <summary>Reads how an item ended; <see langword="null"/> when this version does not know the name.</summary>
    public static ItemStatus? StatusOf(scoped ref Utf8JsonReader reader)
    {
        var name = JsonSlice.Of(ref reader).Raw;
        return name.SequenceEqual("ok"u8) ? ItemStatus.Succeeded
            : name.SequenceEqual("fail"u8) ? ItemStatus.Failed
            : name.SequenceEqual("skip"u8) ? ItemStatus.Skipped
            : name.SequenceEqual("abort"u8) ? ItemStatus.Aborted
            : null;
    }
}
