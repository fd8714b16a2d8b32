using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>An error as OpenAI sends it.</summary>
internal sealed record OpenAiError(int Status, string Message, string Type, string? Param = null, string? Code = null)
{
    private const string InvalidRequestType = "invalid_request_error";

    public static OpenAiError Invalid(string message, string? param = null, string? code = null, int status = 400) =>
        new(status, message, InvalidRequestType, param, code);

    public static OpenAiError UnknownModel(string model) =>
        Invalid($"The model `{model}` does not exist or you do not have access to it.", code: "model_not_found", status: 404);

    public WireReply ToReply() => new(Status, "application/json; charset=utf-8", JsonBytes.Of(this, Write));

    /// <summary>Gives the event that ends a stream with it.</summary>
    public ReadOnlyMemory<byte> ToEvent() => JsonBytes.Of(this, Write, "data: "u8, "\n\n"u8);

    private static void Write(Utf8JsonWriter json, OpenAiError error)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("message", error.Message);
        json.WriteString("type", error.Type);
        json.WriteString("param", error.Param);
        json.WriteString("code", error.Code);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
