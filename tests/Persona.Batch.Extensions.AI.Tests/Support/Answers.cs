namespace PersonaBatch.Chat.Tests.Support;

/// <summary>What a model may answer.</summary>
internal static class Answers
{
    public static ChatResponse Text(string text, ChatFinishReason? reason = null, UsageDetails? usage = null) =>
        Of([new TextContent(text)], reason ?? ChatFinishReason.Stop, usage);

    public static ChatResponse Of(IList<AIContent> contents, ChatFinishReason? reason = null, UsageDetails? usage = null) =>
        new(new ChatMessage(ChatRole.Assistant, contents)) { FinishReason = reason, Usage = usage };
}
