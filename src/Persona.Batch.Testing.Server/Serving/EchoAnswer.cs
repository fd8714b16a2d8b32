using System.Text.Json;

namespace PersonaBatch.Testing;

/// <summary>Answers with what was asked; as JSON when JSON was asked for.</summary>
internal static class EchoAnswer
{
    public static SimulatedAnswer To(SimulatedRequest request) => request.ResponseFormat is null or { Type: "text" }
        ? $"Echo: {request.LastUserMessage}"
        : $$"""{"echo":"{{JsonEncodedText.Encode(request.LastUserMessage)}}"}""";
}
