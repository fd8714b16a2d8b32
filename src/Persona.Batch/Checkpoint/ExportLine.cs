namespace PersonaBatch;

/// <summary>Writes outcomes for other programs: one JSON line each, with whole words, that checks itself as the journal's do.</summary>
internal static class ExportLine
{
    private static readonly ResumeRules Defaults = new(default, runAgain: null);

    /// <summary>Writes one outcome.</summary>
    public static void Write(JsonLineBuffer line, in StoredOutcome stored)
    {
        var outcome = stored.Outcome;
        line.BeginLine();
        line.Text("id"u8, outcome.Id);
        line.Plain("status"u8, NameOf(outcome.Status));
        line.Flag("runs_again"u8, Defaults.RunsAgain(stored.Known, contentChanged: false, index: 0, _ => outcome));
        WriteOptional(line, "provider"u8, outcome.Provider);
        line.Number("sequence"u8, outcome.Sequence);
        line.Number("attempts"u8, outcome.Attempts);
        if (outcome.Usage is { } usage)
        {
            line.Number("input_tokens"u8, usage.InputTokens);
            line.Number("output_tokens"u8, usage.OutputTokens);
            line.Number("cached_input_tokens"u8, usage.CachedInputTokens);
            line.Number("cache_write_tokens"u8, usage.CacheWriteTokens);
        }

        if (outcome.CostUsd is { } cost)
        {
            line.Money("cost_usd"u8, cost);
        }

        WriteFailure(line, outcome.Failure);
        WriteResult(line, outcome.ResultJson.Span);
        line.EndLine();
    }

    private static ReadOnlySpan<byte> NameOf(ItemStatus status) => status switch
    {
        ItemStatus.Succeeded => "succeeded"u8,
        ItemStatus.Failed => "failed"u8,
        _ => "aborted"u8,
    };

    private static void WriteFailure(JsonLineBuffer line, BatchFailure? failure)
    {
        if (failure is null)
        {
            return;
        }

        line.BeginObject("failure"u8);
        line.Text("class"u8, failure.Class.ToString());
        WriteOptional(line, "message"u8, failure.Message);
        WriteOptional(line, "code"u8, failure.Code);
        if (failure.StatusCode is { } status)
        {
            line.Number("status"u8, status);
        }

        WriteOptional(line, "response_text"u8, failure.ResponseText);
        line.EndObject();
    }

    private static void WriteOptional(JsonLineBuffer line, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            line.Text(name, value);
        }
    }

    /// <summary>What a converter wrote raw may be no JSON, or have line breaks: no other program could read the line.</summary>
    private static void WriteResult(JsonLineBuffer line, ReadOnlySpan<byte> result)
    {
        if (result.IsEmpty)
        {
            return;
        }

        if (OneLineJson.IsValue(result))
        {
            line.Json("result"u8, result);
        }
        else
        {
            line.Base64("result_base64"u8, result);
        }
    }
}
