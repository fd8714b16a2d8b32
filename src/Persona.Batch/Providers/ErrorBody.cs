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
        JsonValueKind.Object when depth > 0 && Inner(element) is { } inner => OfElement(inner, depth - 1),
        JsonValueKind.Object => new ErrorBody(Text(element, "code") ?? Text(element, "status"), Text(element, "type"), Words(element)),
        _ => null,
    };

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
                return words.ValueKind == JsonValueKind.String ? words.GetString() : words.GetRawText();
            }
        }

        return null;
    }

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
