using System.Text.Json.Nodes;

namespace PersonaBatch.Testing.Server.Tests.Support;

/// <summary>The smallest request of each wire, as plain HTTP.</summary>
internal static class WireCall
{
    public const string Model = "some-model";

    public static TheoryData<SimulatedWire> All => [SimulatedWire.OpenAI, SimulatedWire.Anthropic, SimulatedWire.Ollama, SimulatedWire.Gemini];

    public static string PathOf(SimulatedWire wire) => wire switch
    {
        SimulatedWire.Anthropic => "/v1/messages",
        SimulatedWire.Ollama => "/api/chat",
        SimulatedWire.Gemini => "/v1beta/openai/chat/completions",
        _ => "/v1/chat/completions",
    };

    public static JsonObject BodyOf(SimulatedWire wire, string prompt, int? maxTokens = null, bool stream = false)
    {
        var body = new JsonObject
        {
            ["model"] = Model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
            ["stream"] = stream,
        };
        if (wire == SimulatedWire.Ollama)
        {
            body["options"] = new JsonObject { ["num_predict"] = maxTokens };
        }
        else if ((maxTokens ?? (wire == SimulatedWire.Anthropic ? 1024 : null)) is { } most)
        {
            body["max_tokens"] = most;
        }

        return body;
    }
}
