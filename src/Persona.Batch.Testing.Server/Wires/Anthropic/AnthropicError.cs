using System.Globalization;
using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>An error as Anthropic sends it.</summary>
internal sealed record AnthropicError(int Status, string Type, string Message)
{
    private const string InvalidRequestType = "invalid_request_error";

    /// <summary>Gets a value indicating whether it comes from the gateway before the API, which knows no request ids.</summary>
    public bool FromGateway { get; init; }

    public static AnthropicError Invalid(string message, int status = 400) => new(status, InvalidRequestType, message);

    public static AnthropicError UnknownModel(string model) => new(404, "not_found_error", $"model: {model}");

    public static string RequestId(long callNumber) => string.Create(CultureInfo.InvariantCulture, $"req_{callNumber:x24}");

    public WireReply ToReply(long callNumber) => new(Status, "application/json", JsonBytes.Of((Error: this, callNumber), Write))
    {
        Headers = FromGateway ? [] : [("x-should-retry", Status == 429 || Status >= 500 ? "true" : "false")],
    };

    /// <summary>Gives the event that ends a stream with it.</summary>
    public ReadOnlyMemory<byte> ToEvent(long callNumber) => JsonBytes.Of((Error: this, callNumber), Write, "event: error\ndata: "u8, "\n\n"u8);

    private static void Write(Utf8JsonWriter json, (AnthropicError Error, long CallNumber) state)
    {
        json.WriteStartObject();
        if (!state.Error.FromGateway)
        {
            json.WriteString("type", "error");
        }

        json.WriteStartObject("error");
        json.WriteString("type", state.Error.Type);
        json.WriteString("message", state.Error.Message);
        json.WriteEndObject();
        if (!state.Error.FromGateway)
        {
            json.WriteString("request_id", RequestId(state.CallNumber));
        }

        json.WriteEndObject();
    }
}
