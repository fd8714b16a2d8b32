namespace PersonaBatch.Testing;

/// <summary>A prompt to answer, and what it costs, under the options that held when it came.</summary>
internal sealed record PromptCall(WireRequest Asked, SimulatedRequest Request, int InputTokens, SimulatedServerOptions Options)
{
    /// <summary>Gets what it costs of the limits.</summary>
    public CallCost Cost => new(InputTokens, Request.MaxTokens ?? Options.DefaultMaxTokens);

    public Func<string, int> CountTokens => Options.CountTokens ?? TokenEstimate.Of;

    public static PromptCall Of(WireRequest asked, SimulatedRequest request, SimulatedServerOptions options)
    {
        var key = (options.PromptKey ?? PromptHash.Of)(request.Messages);
        var inputTokens = request.Messages.Sum(message => (options.CountTokens ?? TokenEstimate.Of)(message.Content));
        return new PromptCall(asked, request with { Key = key }, inputTokens, options);
    }

    /// <summary>Adds to a journal's entry what is known of the prompt.</summary>
    public ReceivedCall NotedIn(ReceivedCall call) => call with
    {
        Model = Request.Model,
        Key = Request.Key,
        Prompt = Options.KeepPrompts ? Request.LastUserMessage : null,
        InputTokens = InputTokens,
        MaxTokens = Request.MaxTokens,
        ReservedTokens = Cost.Total,
    };
}
