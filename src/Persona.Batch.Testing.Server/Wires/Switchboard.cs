using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Finds the wire of a call by its path.</summary>
internal static class Switchboard
{
    // OpenAI's comes last: it has the word for paths that nobody knows.
    private static readonly IWire[] Wires = [new AnthropicWire(), new OllamaWire(), new GeminiWire(), new OpenAiWire()];

    public static IWire Of(HttpRequest request) => Array.Find(Wires, wire => wire.Speaks(request)) ?? Wires[^1];

    public static IWire Of(SimulatedWire name) =>
        Array.Find(Wires, wire => wire.Name == name) ?? throw new ArgumentOutOfRangeException(nameof(name), name, "There is no such wire.");
}
