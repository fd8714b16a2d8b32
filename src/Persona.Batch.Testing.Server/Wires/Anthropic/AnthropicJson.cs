using System.Text.Json.Serialization;

namespace PersonaBatch.Testing;

/// <summary>How requests are read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AnthropicRequest))]
internal sealed partial class AnthropicJson : JsonSerializerContext;
