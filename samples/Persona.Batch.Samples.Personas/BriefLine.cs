using System.Text.Json;

namespace PersonaBatch.Samples.Personas;

/// <summary>One line of a JSONL file: an object with an id and a text, or a prompt in its place.</summary>
internal static class BriefLine
{
    /// <summary>Reads a line; names are compared without case, other properties are ignored.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The brief.</returns>
    /// <exception cref="FormatException">The line is no JSON object, or id or text is missing, empty or no text.</exception>
    public static Brief Parse(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            throw new FormatException($"not a JSON object: {Reason(exception)}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // Thrown for "\ud800" without its other half: well-formed JSON, but no text.
            throw new FormatException($"not a JSON object: {exception.Message}", exception);
        }
    }

    private static Brief Read(JsonElement line)
    {
        if (line.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"not a JSON object: found {Kind(line)}");
        }

        string? id = null;
        string? text = null;
        string? prompt = null;
        foreach (var property in line.EnumerateObject())
        {
            if (property.Name.Equals("id", StringComparison.OrdinalIgnoreCase))
            {
                id = Text(property);
            }
            else if (property.Name.Equals("text", StringComparison.OrdinalIgnoreCase))
            {
                text = Text(property);
            }
            else if (property.Name.Equals("prompt", StringComparison.OrdinalIgnoreCase))
            {
                prompt = Text(property);
            }
        }

        return new Brief(Required("id", id), Required("text", text ?? prompt));
    }

    private static string? Text(JsonProperty property) => property.Value.ValueKind switch
    {
        JsonValueKind.String => property.Value.GetString(),
        JsonValueKind.Null => null,
        _ => throw new FormatException($"'{property.Name}' must be a string, was {Kind(property.Value)}"),
    };

    private static string Required(string name, string? value) => value switch
    {
        null => throw new FormatException($"'{name}' is missing"),
        _ when string.IsNullOrWhiteSpace(value) => throw new FormatException($"'{name}' is empty"),
        _ => value,
    };

    private static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "true or false",
    };

    private static string Reason(JsonException exception)
    {
        // The position it ends with counts lines within the one line it was given.
        var end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? exception.Message : exception.Message[..end];
    }
}
