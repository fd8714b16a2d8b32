using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Takes a call from its arrival to its end, whatever the wire.</summary>
internal sealed class CallDesk(
    Func<SimulatedServerOptions> currentOptions,
    CallJudge judge,
    Replier replier,
    CallJournal journal,
    ServerClock clock)
{
    public async Task ServeAsync(HttpContext context, CancellationToken stopping)
    {
        using var call = new LiveCall(context, Switchboard.Of(context.Request), journal, clock, stopping);
        try
        {
            await ServeAsync(call).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (call.Cancelled.IsCancellationRequested)
        {
            call.Abandon();
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            // Of all that runs here, only the user's functions throw.
            var detail = $"The code behind the simulated server threw {exception.GetType().Name}: {exception.Message}";
            await replier.RefuseAsync(call, new Refusal(RefusalKind.ServerError) { Detail = detail }).ConfigureAwait(false);
        }

        if (call.CutOff)
        {
            // Kestrel closes the connection without the end of the reply only when the application fails.
            throw new IOException("The reply is cut off on purpose.");
        }
    }

    private async Task ServeAsync(LiveCall call)
    {
        var options = currentOptions();
        var request = call.Context.Request;
        ReadOnlyMemory<byte>? body;
        try
        {
            body = await RequestBody.ReadAsync(request, call.Cancelled).ConfigureAwait(false);
        }
        catch (IOException)
        {
            call.Abandon();
            return;
        }

        var asked = call.Wire.Read(request, body, options.Models, new ReplyMoment(call.Number, call.Elapsed, clock.Time.GetUtcNow()));
        var prompt = asked.Prompt is { } read ? PromptCall.Of(asked, read with { Wire = call.Wire.Name }, options) : null;
        if (prompt is not null)
        {
            call.Note(prompt.NotedIn);
        }

        var shown = call.Wire.KeyOf(request.Headers);
        if (call.Wire.HasKeys && options.ApiKey is { } wanted && !string.Equals(shown, wanted, StringComparison.Ordinal))
        {
            var refusal = new Refusal(shown is null ? RefusalKind.KeyMissing : RefusalKind.KeyWrong) { Key = shown };
            await replier.RefuseAsync(call, refusal).ConfigureAwait(false);
        }
        else if (prompt is null)
        {
            await replier.SendAsync(call, asked.Reply!).ConfigureAwait(false);
        }
        else
        {
            var (numbered, ruling) = await judge.JudgeAsync(call, prompt).ConfigureAwait(false);
            await replier.ReplyAsync(call, numbered, ruling).ConfigureAwait(false);
        }
    }
}
