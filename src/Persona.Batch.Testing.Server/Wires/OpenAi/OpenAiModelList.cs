using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Answers questions about models.</summary>
internal static class OpenAiModelList
{
    private const long Created = 1_721_172_741;

    public static WireReply Of(IReadOnlyList<string> models) => Json(JsonBytes.Of(models, static (json, models) =>
    {
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var model in models)
        {
            Write(json, model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));

    public static WireReply Of(string model) => Json(JsonBytes.Of(model, Write));

    private static WireReply Json(ReadOnlyMemory<byte> body) => new(StatusCodes.Status200OK, "application/json", body);

    private static void Write(Utf8JsonWriter json, string model)
    {
        json.WriteStartObject();
        json.WriteString("id", model);
        json.WriteString("object", "model");
        json.WriteNumber("created", Created);
        json.WriteString("owned_by", "system");
        json.WriteEndObject();
    }
}
