using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Answers questions about models.</summary>
internal static class AnthropicModelList
{
    private const string Created = "2025-02-19T00:00:00Z";

    public static WireReply Of(IReadOnlyList<string> models) => Json(JsonBytes.Of(models, static (json, models) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("data");
        foreach (var model in models)
        {
            Write(json, model);
        }

        json.WriteEndArray();
        json.WriteBoolean("has_more", false);
        json.WriteString("first_id", models is [var first, ..] ? first : null);
        json.WriteString("last_id", models is [.., var last] ? last : null);
        json.WriteEndObject();
    }));

    public static WireReply Of(string model) => Json(JsonBytes.Of(model, Write));

    private static WireReply Json(ReadOnlyMemory<byte> body) => new(StatusCodes.Status200OK, "application/json", body);

    private static void Write(Utf8JsonWriter json, string model)
    {
        json.WriteStartObject();
        json.WriteString("type", "model");
        json.WriteString("id", model);
        json.WriteString("display_name", model);
        json.WriteString("created_at", Created);
        json.WriteEndObject();
    }
}
