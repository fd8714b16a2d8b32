using System.Text.Json.Serialization;

namespace PersonaBatch.Testing;

/// <summary>How requests are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(OllamaChatRequest))]
internal sealed partial class OllamaJson : JsonSerializerContext;
