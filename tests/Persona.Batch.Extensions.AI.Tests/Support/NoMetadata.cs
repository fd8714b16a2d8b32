using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PersonaBatch.Chat.Tests.Support;

/// <summary>Answers as a host without reflection does for a type it does not know.</summary>
internal sealed class NoMetadata : IJsonTypeInfoResolver
{
    public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options) => throw new NotSupportedException($"There is no metadata for {type}.");
}
