using System.Globalization;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Sends what was ruled, and ends the call.</summary>
/// <remarks>
/// A call ends, in the journal and for the line, before its last bytes go out: a caller that sees its answer finds it in the
/// journal, and one that calls again at once is never seen twice.
/// </remarks>
internal sealed class Replier(Func<SimulatedRequest, SimulatedAnswer> answer, ServerClock clock)
{
    /// <summary>Sends what the wire itself has to say.</summary>
    public Task SendAsync(LiveCall call, WireReply reply)
    {
        call.Wire.WriteHeaders(HeadersOf(call), MomentOf(call));
        return SendAsync(call, reply, answered: false);
    }

    public Task RefuseAsync(LiveCall call, Refusal refusal, string model = "") => SendAsync(call, call.Wire.Refuse(refusal, model, call.Number));

    /// <summary>Sends what was ruled on a prompt.</summary>
    public async Task ReplyAsync(LiveCall call, PromptCall prompt, Ruling ruling)
    {
        (call.Fault, call.Rejected) = (ruling.Fault, ruling.Rejected);
        switch (ruling.Fault)
        {
            case { Kind: FaultKind.Reset }:
                call.End(status: null);
                call.Context.Abort();
                return;
            case { Kind: FaultKind.Hang }:
                await Task.Delay(Timeout.InfiniteTimeSpan, clock.Time, call.Cancelled).ConfigureAwait(false);
                return;
            case { Kind: FaultKind.Body } fault:
                // It may be a gateway's: no header of the provider's.
                await SendAsync(call, new WireReply(fault.StatusCode, fault.ContentType, fault.Text), answered: false).ConfigureAwait(false);
                return;
            case { Kind: FaultKind.Slow } fault:
                await Task.Delay(fault.Wait, clock.Time, call.Cancelled).ConfigureAwait(false);
                break;
        }

        WriteHints(call, prompt.Options, ruling);
        await (ruling.Refusal is { } refusal
            ? RefuseAsync(call, refusal with { Wait = HintsOf(call.Wire, prompt.Options, refusal).HasFlag(SimulatedHints.Body) ? refusal.Wait : null }, prompt.Request.Model)
            : AnswerAsync(call, prompt)).ConfigureAwait(false);
    }

    private static IHeaderDictionary HeadersOf(LiveCall call) => call.Context.Response.Headers;

    /// <summary>Finds where a refusal says how long to wait: where it was told to, else where its provider does and the options let it.</summary>
    private static SimulatedHints HintsOf(IWire wire, SimulatedServerOptions options, Refusal? refusal) => refusal?.Hints
        ?? (wire.Hints
            & (options.RetryAfterHeaders ? ~SimulatedHints.None : SimulatedHints.Body)
            & (options.RetryAfterMessages ? ~SimulatedHints.None : ~SimulatedHints.Body));

    private Task SendAsync(LiveCall call, WireReply reply, bool answered)
    {
        var headers = HeadersOf(call);
        headers.Date = clock.Time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        foreach (var (name, value) in reply.Headers.Concat(call.Fault?.Headers ?? []))
        {
            headers[name] = value;
        }

        return call.CutOff
            ? ReplyWriter.SendHalfAsync(call.Context.Response, reply, () => call.End(reply.Status), call.Cancelled)
            : ReplyWriter.SendAsync(call.Context.Response, reply, () => call.End(reply.Status, answered), call.Cancelled);
    }

    private Task AnswerAsync(LiveCall call, PromptCall prompt)
    {
        var finished = FinishedAnswer.Of(answer(prompt.Request), prompt.Request.MaxTokens, prompt.InputTokens, prompt.CountTokens);
        var moment = MomentOf(call);
        var reply = call.Wire.Answer(prompt.Asked with { Prompt = prompt.Request }, finished, moment);
        call.Note(noted => noted with { Usage = call.Wire.Told(finished.Usage) });
        call.Wire.WriteHeaders(HeadersOf(call), moment);
        call.CutOff = call.Fault is { Kind: FaultKind.TruncatedBody };
        return call.Fault?.Kind switch
        {
            FaultKind.MalformedJson => SendAsync(call, ReplyShape.Malformed(reply), answered: false),
            FaultKind.EmptyBody => SendAsync(call, new WireReply(reply.Status, reply.ContentType, ""), answered: false),
            FaultKind.UnfinishedStream => SendAsync(call, ReplyShape.FirstHalf(reply), answered: false),
            FaultKind.ErrorInStream => SendAsync(call, WithError(call, prompt, reply), answered: false),
            _ => SendAsync(call, reply, answered: true),
        };
    }

    private static WireReply WithError(LiveCall call, PromptCall prompt, WireReply reply)
    {
        var refusal = new Refusal(RefusalKind.Overloaded);
        return reply.InPieces
            ? reply with { Parts = [.. ReplyShape.FirstHalf(reply).Parts, call.Wire.RefuseInStream(refusal, prompt.Request.Model, call.Number)] }
            : call.Wire.Refuse(refusal, prompt.Request.Model, call.Number);
    }

    private void WriteHints(LiveCall call, SimulatedServerOptions options, Ruling ruling)
    {
        if (options.RateLimitHeaders)
        {
            call.Wire.WriteLimits(HeadersOf(call), ruling.Limits);
        }

        if (ruling.Refusal is { Wait: { } wait } refusal)
        {
            RetryHeaders.Write(HeadersOf(call), HintsOf(call.Wire, options, refusal), wait, clock.Time.GetUtcNow());
        }
        else if (ruling.Refusal is null && (ruling.Fault is { Kind: FaultKind.RetryAfterOnSuccess } fault ? fault.Wait : options.RetryAfterOnSuccess) is { } told)
        {
            // Where the provider never sends one, a gateway may.
            var hints = call.Wire.Hints & (SimulatedHints.Seconds | SimulatedHints.Milliseconds);
            RetryHeaders.Write(HeadersOf(call), hints == SimulatedHints.None ? SimulatedHints.Seconds : hints, told, clock.Time.GetUtcNow());
        }
    }

    private ReplyMoment MomentOf(LiveCall call) => new(call.Number, call.Elapsed, clock.Time.GetUtcNow());
}
