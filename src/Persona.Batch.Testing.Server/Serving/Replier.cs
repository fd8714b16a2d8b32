using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Sends what was ruled, and ends the call.</summary>
/// <remarks>
/// A call ends, in the journal and for the line, before its last bytes go out: a caller that sees its answer finds it in the
/// journal, and one that calls again at once is never seen twice.
/// </remarks>
internal sealed class Replier(IWire wire, Func<SimulatedRequest, SimulatedAnswer> answer, ServerClock clock)
{
    /// <summary>Sends what the wire itself has to say.</summary>
    public Task SendAsync(LiveCall call, WireReply reply)
    {
        wire.WriteHeaders(HeadersOf(call), call.Number, call.Elapsed);
        return SendAsync(call, reply, answered: false);
    }

    public Task RefuseAsync(LiveCall call, Refusal refusal, string model = "") => SendAsync(call, wire.Refuse(refusal, model));

    /// <summary>Sends what was ruled on a prompt.</summary>
    public Task ReplyAsync(LiveCall call, PromptCall prompt, Ruling ruling)
    {
        (call.Fault, call.Rejected) = (ruling.Fault, ruling.Rejected);
        switch (ruling.Fault)
        {
            case { Kind: FaultKind.Reset }:
                call.End(status: null);
                call.Context.Abort();
                return Task.CompletedTask;
            case { Kind: FaultKind.Hang }:
                return Task.Delay(Timeout.InfiniteTimeSpan, clock.Time, call.Cancelled);
            case { Kind: FaultKind.Body } fault:
                // It may be a gateway's: no header of the provider's.
                return SendAsync(call, new WireReply(fault.StatusCode, fault.ContentType, fault.Text), answered: false);
        }

        WriteHints(HeadersOf(call), prompt.Options, ruling);
        return ruling.Refusal is { } refusal
            ? RefuseAsync(call, prompt.Options.RetryAfterMessages ? refusal : refusal with { Wait = null }, prompt.Request.Model)
            : AnswerAsync(call, prompt);
    }

    private static IHeaderDictionary HeadersOf(LiveCall call) => call.Context.Response.Headers;

    private static Task SendAsync(LiveCall call, WireReply reply, bool answered)
    {
        foreach (var (name, value) in call.Fault?.Headers ?? [])
        {
            HeadersOf(call)[name] = value;
        }

        return call.CutOff
            ? ReplyWriter.SendHalfAsync(call.Context.Response, reply, () => call.End(reply.Status), call.Cancelled)
            : ReplyWriter.SendAsync(call.Context.Response, reply, () => call.End(reply.Status, answered), call.Cancelled);
    }

    private Task AnswerAsync(LiveCall call, PromptCall prompt)
    {
        var finished = FinishedAnswer.Of(answer(prompt.Request), prompt.Request.MaxTokens, prompt.InputTokens, prompt.CountTokens);
        var reply = wire.Answer(prompt.Asked with { Prompt = prompt.Request }, finished, call.Number, clock.Time.GetUtcNow());
        wire.WriteHeaders(HeadersOf(call), call.Number, call.Elapsed);
        call.CutOff = call.Fault is { Kind: FaultKind.TruncatedBody };
        return call.Fault?.Kind switch
        {
            FaultKind.MalformedJson => SendAsync(call, ReplyShape.Malformed(reply), answered: false),
            FaultKind.EmptyBody => SendAsync(call, new WireReply(reply.Status, reply.ContentType, ""), answered: false),
            _ => SendAsync(call, reply, answered: true),
        };
    }

    private void WriteHints(IHeaderDictionary headers, SimulatedServerOptions options, Ruling ruling)
    {
        if (options.RateLimitHeaders)
        {
            wire.WriteLimits(headers, ruling.Limits);
        }

        var wait = ruling.Fault is { Kind: FaultKind.RetryAfterOnSuccess } fault ? fault.Wait
            : options.RetryAfterHeaders ? ruling.Refusal?.Wait
            : null;
        if (wait is { } told)
        {
            wire.WriteRetryAfter(headers, told);
        }
    }
}
