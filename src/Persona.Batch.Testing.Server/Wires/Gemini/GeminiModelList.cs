using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Answers questions about models.</summary>
internal static class GeminiModelList
{
    public static WireReply Of(IReadOnlyList<string> models) => new(StatusCodes.Status200OK, "application/json; charset=UTF-8", JsonBytes.Of(models, static (json, models) =>
    {
        json.WriteStartObject();
        json.WriteString("object", "list");
        json.WriteStartArray("data");
        foreach (var model in models)
        {
            json.WriteStartObject();
            json.WriteString("id", $"models/{model}");
            json.WriteString("object", "model");
            json.WriteString("owned_by", "google");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));
}
