using System.Globalization;
using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>Decides from its finish reason and contents whether an answer is whole. Pure.</summary>
/// <param name="acceptTruncated">Whether a cut answer will do.</param>
/// <param name="alwaysEnds">Whether the client names the end of every whole answer: one that names none broke off.</param>
internal sealed class AnswerRules(bool acceptTruncated, bool alwaysEnds)
{
    /// <summary>The code of an answer that was cut.</summary>
    public const string CutCode = "length";

    /// <summary>The code of an answer that came without its end.</summary>
    public const string BrokenOffCode = "incomplete";

    /// <param name="response">The answer.</param>
    /// <param name="mostOutput">The bound that its call set; <see langword="null"/> = none.</param>
    /// <returns>Why the answer cannot be used; <see langword="null"/> when it can be read.</returns>
    public BatchFailure? FaultOf(ChatResponse response, int? mostOutput)
    {
        var text = response.Text;
        var fault = Look(response, string.IsNullOrWhiteSpace(text), mostOutput);
        return fault is null || text.Length == 0 ? fault : fault with { ResponseText = text };
    }

    /// <summary>Decides the same for an answer that was kept.</summary>
    /// <param name="kept">Why it could not be used then.</param>
    public BatchFailure? FaultOf(BatchFailure kept) =>
        string.IsNullOrWhiteSpace(kept.ResponseText) || kept.Code is BrokenOffCode || (kept.Code is CutCode && !acceptTruncated) ? kept : null;

    private BatchFailure? Look(ChatResponse response, bool isEmpty, int? mostOutput)
    {
        var contents = response.Messages is [.., var last] ? last.Contents : [];
        if (contents.OfType<ErrorContent>().FirstOrDefault() is { } error)
        {
            return new(ClassOf(error.ErrorCode), error.Message) { Code = error.ErrorCode };
        }

        var reason = response.FinishReason;
        if (reason == ChatFinishReason.ContentFilter)
        {
            return new(FailureClass.ContentFiltered, "The provider filtered the answer.") { Code = reason.Value.Value };
        }

        var tool = contents.OfType<FunctionCallContent>().FirstOrDefault();
        if (reason == ChatFinishReason.ToolCalls || (isEmpty && tool is not null))
        {
            return new(
                FailureClass.InvalidRequest,
                $"The model wants to call {(tool is null ? "a tool" : $"the tool '{tool.Name}'")}, and nobody runs it: take the tools out of ChatOptions, or let the client run them (UseFunctionInvocation).")
            {
                Code = ChatFinishReason.ToolCalls.Value,
            };
        }

        if (reason == ChatFinishReason.Length && !(acceptTruncated && !isEmpty))
        {
            return new(FailureClass.InvalidResponse, WhereItWasCut(mostOutput)) { Code = CutCode };
        }

        if (isEmpty)
        {
            return new(FailureClass.InvalidResponse, "The answer is empty.");
        }

        // SDKs pass over an error within a stream, and over a stream that ends too early: this is all that shows.
        return reason is null && alwaysEnds ? new(FailureClass.InvalidResponse, "The answer broke off: it came without a finish reason.") { Code = BrokenOffCode } : null;
    }

    private static string WhereItWasCut(int? mostOutput) => mostOutput is { } most
        ? string.Create(CultureInfo.InvariantCulture, $"The answer was cut at MaxOutputTokens ({most}).")
        : "The answer was cut at the provider's own bound: MaxOutputTokens is not set.";

    /// <summary>A refusal, but for the codes by which the OpenAI Responses API tells of its own trouble.</summary>
    private static FailureClass ClassOf(string? code) => code switch
    {
        "server_error" => FailureClass.ServerError,
        "rate_limit_exceeded" => FailureClass.RateLimited,
        _ => FailureClass.ContentFiltered,
    };
}
