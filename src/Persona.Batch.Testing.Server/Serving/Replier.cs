using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Sends what was ruled, and ends the call.</summary>
/// <remarks>
/// A call ends, in the journal and for the line, before its last bytes go out: a caller that sees its answer finds it in the
/// journal, and one that calls again at once is never seen twice.
/// </remarks>
internal sealed class Replier(IWire wire, Func<SimulatedRequest, SimulatedAnswer> answer, ServerClock clock)
{
    public Task SendAsync(LiveCall call, WireReply reply)
    {
        wire.WriteHeaders(Headers(call), call.Number, call.Elapsed);
        return ReplyWriter.SendAsync(call.Context.Response, reply, () => call.End(reply.Status), call.Cancelled);
    }

    public Task RefuseAsync(LiveCall call, Refusal refusal, string model = "") => SendAsync(call, wire.Refuse(refusal, model));

    public async Task ReplyAsync(LiveCall call, PromptCall prompt, Ruling ruling)
    {
        (call.Fault, call.Rejected) = (ruling.Fault, ruling.Rejected);
        switch (ruling.Fault)
        {
            case { Kind: FaultKind.Reset }:
                call.End(status: null);
                call.Context.Abort();
                break;
            case { Kind: FaultKind.Hang }:
                await Task.Delay(Timeout.InfiniteTimeSpan, clock.Time, call.Cancelled).ConfigureAwait(false);
                break;
            case { Kind: FaultKind.Body } fault:
                // It may be a gateway's: no header of the provider's.
                var body = new WireReply(fault.StatusCode, fault.ContentType, fault.Text);
                await ReplyWriter.SendAsync(call.Context.Response, body, () => call.End(body.Status), call.Cancelled).ConfigureAwait(false);
                break;
            default:
                WriteHints(call, prompt.Options, ruling);
                await (ruling.Refusal is { } refusal
                    ? RefuseAsync(call, prompt.Options.RetryAfterMessages ? refusal : refusal with { Wait = null }, prompt.Request.Model)
                    : AnswerAsync(call, prompt)).ConfigureAwait(false);
                break;
        }
    }

    private static IHeaderDictionary Headers(LiveCall call) => call.Context.Response.Headers;

    private async Task AnswerAsync(LiveCall call, PromptCall prompt)
    {
        var finished = FinishedAnswer.Of(answer(prompt.Request), prompt.Request.MaxTokens, prompt.InputTokens, prompt.CountTokens);
        var reply = wire.Answer(prompt.Asked with { Prompt = prompt.Request }, finished, call.Number, clock.Time.GetUtcNow());
        var response = call.Context.Response;
        wire.WriteHeaders(response.Headers, call.Number, call.Elapsed);
        switch (call.Fault?.Kind)
        {
            case FaultKind.MalformedJson:
                await ReplyWriter.SendAsync(response, ReplyShape.Malformed(reply), () => call.End(reply.Status), call.Cancelled).ConfigureAwait(false);
                break;
            case FaultKind.EmptyBody:
                await ReplyWriter.SendAsync(response, new WireReply(reply.Status, reply.ContentType, ""), () => call.End(reply.Status), call.Cancelled).ConfigureAwait(false);
                break;
            case FaultKind.TruncatedBody:
                call.CutOff = true;
                await ReplyWriter.SendHalfAsync(response, reply, () => call.End(reply.Status), call.Cancelled).ConfigureAwait(false);
                break;
            default:
                await ReplyWriter.SendAsync(response, reply, () => call.End(reply.Status, answered: true), call.Cancelled).ConfigureAwait(false);
                break;
        }
    }

    private void WriteHints(LiveCall call, SimulatedServerOptions options, Ruling ruling)
    {
        if (options.RateLimitHeaders)
        {
            wire.WriteLimits(Headers(call), ruling.Limits);
        }

        if ((ruling.Fault is { Kind: FaultKind.RetryAfterOnSuccess } fault ? fault.Wait : options.RetryAfterHeaders ? ruling.Refusal?.Wait : null) is { } wait)
        {
            wire.WriteRetryAfter(Headers(call), wait);
        }
    }
}
