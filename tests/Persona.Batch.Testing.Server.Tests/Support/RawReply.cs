using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace PersonaBatch.Testing.Server.Tests.Support;

/// <summary>What a plain HTTP client got.</summary>
internal sealed record RawReply(int Status, HttpResponseHeaders Headers, string? ContentType, string Body)
{
    public JsonNode Json => JsonNode.Parse(Body)!;

    public JsonNode Error => Json["error"]!;

    public string Text => (string)Json["choices"]![0]!["message"]!["content"]!;

    public string TextOn(SimulatedWire wire) => (string)(wire switch
    {
        SimulatedWire.Anthropic => Json["content"]![0]!["text"],
        SimulatedWire.Ollama => Json["message"]!["content"],
        _ => Json["choices"]![0]!["message"]!["content"],
    })!;

    public string ErrorOn(SimulatedWire wire) => (string)(wire switch
    {
        SimulatedWire.Ollama => Error,
        SimulatedWire.Gemini => Json[0]!["error"]!["message"],
        _ => Error["message"],
    })!;

    public string? Header(string name) => Headers.TryGetValues(name, out var values) ? values.Single() : null;

    public int RetryAfterMilliseconds => int.Parse(Header("retry-after-ms")!, CultureInfo.InvariantCulture);
}
