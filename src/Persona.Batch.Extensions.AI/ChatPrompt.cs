using System.Text;
using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>Words the request for an item: the system message, the user's own, and after a bad answer what was wrong with it.</summary>
internal sealed class ChatPrompt<TItem>(Func<TItem, string> prompt, Func<TItem, IEnumerable<ChatMessage>>? messages, string? systemPrompt)
{
    private readonly long _systemBytes = CountBytes(systemPrompt);

    public static long CountBytes(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    /// <summary>Counts the UTF-8 bytes of what a first attempt sends; images and the like count nothing.</summary>
    public long CountBytes(TItem item) =>
        _systemBytes + (messages is null ? CountBytes(prompt(item)) : messages(item).Sum(static message => CountBytes(message.Text)));

    /// <param name="item">The item.</param>
    /// <param name="previous">Why its last attempt failed.</param>
    public List<ChatMessage> Write(TItem item, BatchFailure? previous)
    {
        List<ChatMessage> request = [];
        if (systemPrompt is not null)
        {
            request.Add(new ChatMessage(ChatRole.System, systemPrompt));
        }

        if (messages is null)
        {
            request.Add(new ChatMessage(ChatRole.User, prompt(item)));
        }
        else
        {
            request.AddRange(messages(item));
        }

        if (previous is { Class: FailureClass.InvalidResponse, Code: not AnswerRules.BrokenOffCode })
        {
            AddReason(request, previous);
        }

        return request;
    }

    /// <summary>A cut answer is not shown again: it is long, and the model would go on where it was cut.</summary>
    private static void AddReason(List<ChatMessage> request, BatchFailure previous)
    {
        if (previous.Code is AnswerRules.CutCode)
        {
            request.Add(new ChatMessage(ChatRole.User, "Your previous answer was cut off because it was too long. Answer again, shorter."));
            return;
        }

        if (!string.IsNullOrWhiteSpace(previous.ResponseText))
        {
            request.Add(new ChatMessage(ChatRole.Assistant, previous.ResponseText));
        }

        request.Add(new ChatMessage(ChatRole.User, $"Your previous answer could not be used: {previous.Message ?? "it was not valid."}\nAnswer the request again, completely."));
    }
}
