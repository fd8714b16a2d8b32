using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Answers questions about models.</summary>
internal static class OllamaModels
{
    private const long Bytes = 2_019_393_189;
    private const string Modified = "2025-10-01T00:00:00Z";

    /// <summary>Lists the models there are.</summary>
    public static WireReply Of(IReadOnlyList<string> models) => Json(JsonBytes.Of(models, static (json, models) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("models");
        foreach (var model in models)
        {
            WriteListed(json, model);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));

    /// <summary>Describes one model.</summary>
    public static WireReply Shown() => Json(JsonBytes.Of(0, static (json, _) =>
    {
        json.WriteStartObject();
        json.WriteString("modelfile", "");
        json.WriteString("parameters", "");
        json.WriteString("template", "{{ .Prompt }}");
        WriteDetails(json);
        json.WriteStartObject("model_info");
        json.WriteString("general.architecture", "llama");
        json.WriteNumber("general.parameter_count", 3_212_749_888);
        json.WriteNumber("llama.context_length", 131_072);
        json.WriteEndObject();
        json.WriteStartArray("capabilities");
        json.WriteStringValue("completion");
        json.WriteEndArray();
        json.WriteString("modified_at", Modified);
        json.WriteEndObject();
    }));

    /// <summary>Gives the version of the server.</summary>
    public static WireReply Version() => Json(JsonBytes.Of(0, static (json, _) =>
    {
        json.WriteStartObject();
        json.WriteString("version", "0.12.6");
        json.WriteEndObject();
    }));

    private static WireReply Json(ReadOnlyMemory<byte> body) => new(StatusCodes.Status200OK, "application/json; charset=utf-8", body);

    private static void WriteListed(Utf8JsonWriter json, string model)
    {
        var name = model.Contains(':', StringComparison.Ordinal) ? model : $"{model}:latest";
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("model", name);
        json.WriteString("modified_at", Modified);
        json.WriteNumber("size", Bytes);
        json.WriteString("digest", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))));
        WriteDetails(json);
        json.WriteEndObject();
    }

    private static void WriteDetails(Utf8JsonWriter json)
    {
        json.WriteStartObject("details");
        json.WriteString("parent_model", "");
        json.WriteString("format", "gguf");
        json.WriteString("family", "llama");
        json.WriteStartArray("families");
        json.WriteStringValue("llama");
        json.WriteEndArray();
        json.WriteString("parameter_size", "3.2B");
        json.WriteString("quantization_level", "Q4_K_M");
        json.WriteEndObject();
    }
}
