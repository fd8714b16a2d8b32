using System.Text.Json.Serialization;

namespace PersonaBatch.AotHost;

/// <summary>The metadata of what is saved: no reflection here.</summary>
[JsonSerializable(typeof(Brief))]
[JsonSerializable(typeof(Persona))]
internal sealed partial class HostJson : JsonSerializerContext;
