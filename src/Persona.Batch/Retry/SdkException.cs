namespace PersonaBatch;

/// <summary>Knows the exceptions of the official SDKs by the names of their types and the shape of their messages, because the core
/// references none of their packages.</summary>
/// <remarks>Seen with OpenAI 2.14, Anthropic 13.12 and OllamaSharp 5.5. Where trimming has taken a name away, the message is left.</remarks>
internal static class SdkException
{
    private const int DeepestInner = 8;
    private const string OllamaCutShort = "did not yield an item with Done=true";

    private static readonly string[] Namespaces = ["System.ClientModel", "OpenAI", "Anthropic", "OllamaSharp", "Azure"];

    /// <summary>Says whether an SDK that sends HTTP threw it, or something inside it.</summary>
    public static bool IsIn(Exception exception) => IsIn(exception, DeepestInner);

    /// <summary>Reads an SDK's own exception, whatever is inside it.</summary>
    /// <returns><see langword="null"/> when it is none, or one that only wraps another.</returns>
    public static HttpFailure? TryRead(Exception exception)
    {
        if (Is(exception, "System.ClientModel.ClientResultException") && ClientModelAnswer.TryRead(exception) is { } answer)
        {
            return answer;
        }

        if (SdkMessage.TryRead(exception.Message) is { } said)
        {
            return HttpFailure.OfError(said.Status, said.Error);
        }

        if (Is(exception, "Anthropic.Exceptions.AnthropicInvalidDataException")
            || (exception is InvalidOperationException && exception.Message.Contains(OllamaCutShort, StringComparison.Ordinal)))
        {
            return new HttpFailure(new(FailureClass.InvalidResponse, PlainWords.Shorten(KeyMask.Apply(exception.Message))), null);
        }

        return WithoutStatus(exception);
    }

    /// <summary>Errors told within an answer of status 200, and OllamaSharp's of a 400.</summary>
    private static HttpFailure? WithoutStatus(Exception exception)
    {
        var words = exception.Message;
        if (Is(exception, "Anthropic.Exceptions.AnthropicSseException"))
        {
            return OfWords(500, words.IndexOf('{', StringComparison.Ordinal) is >= 0 and var start ? words[start..].TrimEnd('\'') : words);
        }

        if (Is(exception, "OllamaSharp.Models.Exceptions.ResponseError"))
        {
            return OfWords(500, words);
        }

        return Is(exception, "OllamaSharp.Models.Exceptions.OllamaException") ? OfWords(400, words) : null;
    }

    /// <param name="likeStatus">The status that such an error would have had.</param>
    /// <param name="body">What it says.</param>
    private static HttpFailure OfWords(int likeStatus, string body)
    {
        var read = HttpFailure.OfError(likeStatus, ErrorBody.Read(body));
        return read with { Failure = read.Failure with { StatusCode = null } };
    }

    private static bool IsIn(Exception? exception, int depth) => exception is not null && depth >= 0
        && (Array.Exists(Namespaces, name => IsOf(exception, name))
            || (exception is AggregateException several ? several.InnerExceptions.Any(inner => IsIn(inner, depth - 1)) : IsIn(exception.InnerException, depth - 1)));

    private static bool IsOf(Exception exception, string name) =>
        exception.GetType().Namespace is { } space
        && space.StartsWith(name, StringComparison.Ordinal)
        && (space.Length == name.Length || space[name.Length] == '.');

    private static bool Is(Exception exception, string name)
    {
        for (var type = exception.GetType(); type is not null; type = type.BaseType)
        {
            if (string.Equals(type.FullName, name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
