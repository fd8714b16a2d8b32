namespace PersonaBatch.Chat.Tests.Support;

/// <summary>A request that a <see cref="ScriptedChatClient"/> received.</summary>
internal sealed record ChatCall(int Number, IReadOnlyList<ChatMessage> Messages, ChatOptions Options, CancellationToken Token)
{
    public string Prompt => Messages[^1].Text;

    /// <summary>Gets the messages as roles and texts.</summary>
    public IEnumerable<string> Transcript => Messages.Select(message => $"{message.Role}: {message.Text}");
}
