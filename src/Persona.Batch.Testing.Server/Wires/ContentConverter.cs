using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PersonaBatch.Testing;

/// <summary>Reads a content that is a text, or an array of parts whose texts are joined; other parts are passed over.</summary>
internal sealed class ContentConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.StartArray => JoinParts(ref reader),
        _ => throw new JsonException("A content is a string or an array."),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

    private static string JoinParts(ref Utf8JsonReader reader)
    {
        using var parts = JsonDocument.ParseValue(ref reader);
        var text = new StringBuilder();
        foreach (var part in parts.RootElement.EnumerateArray())
        {
            if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var found) && found.ValueKind == JsonValueKind.String)
            {
                text.Append(found.GetString());
            }
        }

        return text.ToString();
    }
}
