using System.Text.Json.Serialization;

namespace PersonaBatch.Chat.Tests.Support;

/// <summary>Metadata with names of its own.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseUpper, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Persona))]
internal sealed partial class SnakeJson : JsonSerializerContext;
