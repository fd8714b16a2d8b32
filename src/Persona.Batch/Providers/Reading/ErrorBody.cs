using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PersonaBatch;

/// <summary>What an error's body says: JSON as OpenAI writes it and most others imitate, a web page, or plain text. Pure.</summary>
/// <param name="Code">The provider's own code; a number as its digits.</param>
/// <param name="Type">The provider's own kind of error.</param>
/// <param name="Message">Its words, whole and as they came.</param>
internal sealed partial record ErrorBody(string? Code, string? Type, string? Message)
{
    private const int DeepestNesting = 3;

    private static readonly string[] MessageNames = ["message", "detail", "error_description", "msg", "title"];

    /// <summary>Gets what stands behind the message; <see langword="null"/> = nothing.</summary>
    public ErrorDetails? Details { get; init; }

    /// <summary>Gets the narrowest name of the error.</summary>
    public string? Narrowest => Details?.Reason ?? Code ?? Type;

    /// <summary>Gets the limit that was hit, by the details and the words.</summary>
    public LimitText Limit
    {
        get
        {
            var words = LimitText.Read(Message);
            return Details?.Quota is { } quota ? quota.Or(words) : words;
        }
    }

    /// <summary>Gets how long the body asks to wait. Google names half a minute for a quota that is used up until midnight: that is none.</summary>
    public TimeSpan? Hint => Details is { Quota.Period: LimitPeriod.DayOrLonger }
        ? null
        : RetryAfter.OfText(Message) is { } words && !(Details?.RetryDelay > words) ? words : Details?.RetryDelay;

    /// <summary>Reads a body of any kind.</summary>
    /// <param name="text">The body, which may have been cut.</param>
    public static ErrorBody Read(string? text)
    {
        var body = (text ?? "").Trim('\uFEFF', ' ', '\t', '\r', '\n', '\0');
        return body switch
        {
            "" => new ErrorBody(null, null, null),
            ['{' or '[', ..] when TryReadJson(body) is { } json => json,
            ['<', ..] => new ErrorBody(null, null, OfPage(body)),
            _ => new ErrorBody(null, null, body),
        };
    }

    private static ErrorBody? TryReadJson(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return OfElement(document.RootElement, DeepestNesting);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Cut short, or an escape that is half a character.
            return null;
        }
    }

    /// <summary>Finds the innermost error: Google wraps it in an array, OpenAI in an object, Ollama makes it a string.</summary>
    private static ErrorBody? OfElement(JsonElement element, int depth) => element.ValueKind switch
    {
        JsonValueKind.String => new ErrorBody(null, null, element.GetString()),
        JsonValueKind.Array when depth > 0 && element.GetArrayLength() > 0 => OfElement(element[0], depth - 1),
        JsonValueKind.Object when depth > 0 && Inner(element) is { } inner => OfInner(element, OfElement(inner, depth - 1)),
        JsonValueKind.Object => new ErrorBody(CodeOf(element), Text(element, "type"), Words(element)) { Details = ErrorDetails.Read(element) },
        _ => null,
    };

    /// <summary>xAI puts the code beside an error that is a string.</summary>
    private static ErrorBody? OfInner(JsonElement element, ErrorBody? inner) =>
        inner is { Code: null, Type: null } ? inner with { Code = CodeOf(element) } : inner;

    /// <summary>A name before a number: Google's code is the status again.</summary>
    private static string? CodeOf(JsonElement element) =>
        Word(element, "code") ?? Word(element, "status") ?? Text(element, "code") ?? Text(element, "status");

    private static JsonElement? Inner(JsonElement element)
    {
        foreach (var name in (ReadOnlySpan<string>)["error", "errors"])
        {
            if (element.TryGetProperty(name, out var inner) && inner.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.String)
            {
                return inner;
            }
        }

        return null;
    }

    private static string? Words(JsonElement element)
    {
        foreach (var name in MessageNames)
        {
            if (element.TryGetProperty(name, out var words) && words.ValueKind is not JsonValueKind.Null)
            {
                return words.ValueKind == JsonValueKind.String ? WithUpstream(element, words.GetString()) : words.GetRawText();
            }
        }

        return null;
    }

    /// <summary>OpenRouter says "Provider returned error" and keeps what it returned apart.</summary>
    private static string? WithUpstream(JsonElement element, string? words) =>
        element.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object && Word(metadata, "raw") is { } raw
            ? $"{words}: {raw}"
            : words;

    private static string? Word(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? Text(element, name) : null;

    private static string? Text(JsonElement element, string name) => !element.TryGetProperty(name, out var value)
        ? null
        : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        };

    private static string OfPage(string page)
    {
        var title = Title().Match(page);
        return title.Success ? $"A web page: {WebUtility.HtmlDecode(title.Groups["words"].Value).Trim()}" : "A web page without a title.";
    }

#pragma warning disable MA0009 // bounded repeats: linear in the text
    [GeneratedRegex("<(?:title|h1)[^<>]{0,200}>(?<words>[^<>]{1,300})", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Title();
#pragma warning restore MA0009
}
