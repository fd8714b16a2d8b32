namespace PersonaBatch;

/// <summary>Writes the journal's kinds of line. Numbers and dates are the same in every culture.</summary>
internal static class JournalLine
{
    /// <summary>The format written here.</summary>
    public const int Version = 2;

    /// <summary>The oldest reader that understands what is written here: the first one knew a single segment only.</summary>
    public const int MinReader = 2;

    private static readonly byte[][] ClassNames = [.. Enum.GetNames<FailureClass>().Select(System.Text.Encoding.ASCII.GetBytes)];

    /// <summary>Writes one outcome under its number <paramref name="sequence"/>; <paramref name="durable"/> is the highest number known to be on disk.</summary>
    public static void WriteItem(JsonLineBuffer line, in JournalEntry entry, long sequence, long durable, DateTimeOffset at)
    {
        line.BeginLine();
        WriteNumbers(line, entry, sequence, durable);
        line.Text("id"u8, entry.Id);
        line.Plain("s"u8, NameOf(entry.Status));
        line.Number("a"u8, entry.Attempts);
        if (entry.Generation != 0)
        {
            line.Number("g"u8, entry.Generation);
        }

        if (entry.Fingerprint is { } fingerprint)
        {
            line.Hex("f"u8, FingerprintHash.Of(fingerprint));
        }

        WriteOptional(line, "p"u8, entry.Provider);
        line.Number("ms"u8, (long)entry.ProviderTime.TotalMilliseconds);
        WriteUsage(line, entry.Usage);
        if (entry.CostUsd is { } cost)
        {
            line.Money("usd"u8, cost);
        }

        line.Instant("at"u8, at);
        WriteFailure(line, entry.Failure);
        WriteResult(line, entry.Result.Span);
        line.EndLine();
    }

    /// <summary>Writes that a recorded outcome is handed out again, under a new number.</summary>
    public static void WriteAgain(JsonLineBuffer line, in JournalEntry entry, long sequence, long durable)
    {
        line.BeginLine();
        WriteNumbers(line, entry, sequence, durable);
        line.Plain("t"u8, "again"u8);
        line.Number("of"u8, entry.ReplayOf);
        line.EndLine();
    }

    /// <summary>Writes what the user's store has when a run begins; <see langword="null"/> = the run has no cursor.</summary>
    public static void WriteCursor(JsonLineBuffer line, long? after, long lastHandOut, long durable, DateTimeOffset at)
    {
        line.BeginLine();
        line.Plain("t"u8, "cursor"u8);
        line.Number("d"u8, durable);
        if (after is { } cursor)
        {
            line.Number("after"u8, cursor);
        }

        line.Number("last"u8, lastHandOut);
        line.Instant("at"u8, at);
        line.EndLine();
    }

    /// <summary>Writes what stands at the beginning of each run and of each segment.</summary>
    public static void WriteHead(JsonLineBuffer line, in JournalHead head, DateTimeOffset at)
    {
        line.BeginLine();
        line.Plain("t"u8, "head"u8);
        line.Number("v"u8, Version);
        line.Number("min"u8, MinReader);
        line.Text("batch"u8, head.BatchId);
        line.Text("run"u8, head.RunId);
        line.Number("first"u8, head.Last + 1);
        line.Number("last"u8, head.Last);
        line.Number("lost"u8, head.Lost);
        if (head.Previous > 0)
        {
            line.Number("prev"u8, head.Previous);
            line.Flag("suspect"u8, head.IsSuspect);
        }

        if (head.Replaces > 0)
        {
            line.Number("replaces"u8, head.Replaces);
        }

        line.Number("bytes"u8, head.Bytes);
        line.Number("d"u8, head.Last);
        line.Instant("at"u8, at);
        line.EndLine();
    }

    /// <summary>Writes which numbers a compaction dropped.</summary>
    public static void WriteDropped(JsonLineBuffer line, NumberRanges dropped, DateTimeOffset at)
    {
        line.BeginLine();
        line.Plain("t"u8, "dropped"u8);
        line.Text("ranges"u8, dropped.ToString());
        line.Instant("at"u8, at);
        line.EndLine();
    }

    /// <summary>Writes what stands at the end of a full segment: without the next one, something is missing.</summary>
    public static void WriteSeal(JsonLineBuffer line, int next, long last, DateTimeOffset at)
    {
        line.BeginLine();
        line.Plain("t"u8, "seal"u8);
        line.Number("next"u8, next);
        line.Number("last"u8, last);
        line.Number("d"u8, last);
        line.Instant("at"u8, at);
        line.EndLine();
    }

    /// <summary>Writes what stands behind a finished run.</summary>
    public static void WriteDone(JsonLineBuffer line, in BatchCounts counts, long last, DateTimeOffset at)
    {
        line.BeginLine();
        line.Plain("t"u8, "done"u8);
        line.Number("last"u8, last);
        line.Number("d"u8, last);
        line.Number("accepted"u8, counts.Accepted);
        line.Number("succeeded"u8, counts.Succeeded);
        line.Number("failed"u8, counts.Failed);
        line.Number("skipped"u8, counts.Skipped);
        line.Number("aborted"u8, counts.Aborted);
        line.Number("replayed"u8, counts.Replayed);
        line.Instant("at"u8, at);
        line.EndLine();
    }

    private static void WriteNumbers(JsonLineBuffer line, in JournalEntry entry, long sequence, long durable)
    {
        line.Number("n"u8, sequence);
        if (entry.HandOut != 0 && entry.HandOut != sequence)
        {
            line.Number("q"u8, entry.HandOut);
        }

        line.Number("d"u8, durable);
    }

    private static ReadOnlySpan<byte> NameOf(ItemStatus status) => status switch
    {
        ItemStatus.Succeeded => "ok"u8,
        ItemStatus.Failed => "fail"u8,
        ItemStatus.Skipped => "skip"u8,
        _ => "abort"u8,
    };

    private static void WriteUsage(JsonLineBuffer line, TokenUsage? reported)
    {
        if (reported is not { } usage)
        {
            return;
        }

        line.Number("in"u8, usage.InputTokens);
        line.Number("out"u8, usage.OutputTokens);
        if (usage.CachedInputTokens != 0)
        {
            line.Number("cin"u8, usage.CachedInputTokens);
        }

        if (usage.CacheWriteTokens != 0)
        {
            line.Number("cw"u8, usage.CacheWriteTokens);
        }
    }

    private static void WriteFailure(JsonLineBuffer line, BatchFailure? failure)
    {
        if (failure is null)
        {
            return;
        }

        line.BeginObject("e"u8);
        var known = (uint)failure.Class < (uint)ClassNames.Length ? failure.Class : FailureClass.Unknown;
        line.Plain("class"u8, ClassNames[(int)known]);
        WriteOptional(line, "msg"u8, failure.Message);
        WriteOptional(line, "code"u8, failure.Code);
        if (failure.StatusCode is { } status)
        {
            line.Number("status"u8, status);
        }

        if (failure.RetryAfter is { } wait)
        {
            line.Number("retry_after_ms"u8, (long)Math.Ceiling(wait.TotalMilliseconds));
        }

        WriteOptional(line, "text"u8, failure.ResponseText);
        line.EndObject();
    }

    private static void WriteOptional(JsonLineBuffer line, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            line.Text(name, value);
        }
    }

    /// <summary>Always last: a scan stops here. A converter may have written raw text with line breaks, which would tear the line.</summary>
    private static void WriteResult(JsonLineBuffer line, ReadOnlySpan<byte> result)
    {
        if (result.IsEmpty)
        {
            return;
        }

        if (!result.ContainsAny((byte)'\n', (byte)'\r'))
        {
            line.Json("r"u8, result);
        }
        else if (JsonMinifier.TryMinify(result, out var minified))
        {
            line.Json("r"u8, minified);
        }
        else
        {
            line.Base64("r64"u8, result);
        }
    }
}
