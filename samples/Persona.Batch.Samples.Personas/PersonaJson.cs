using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PersonaBatch.Samples.Personas;

/// <summary>JSON metadata of the sample's types, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Brief))]
[JsonSerializable(typeof(Persona))]
[JsonSerializable(typeof(PersonaRecord))]
[JsonSerializable(typeof(string))]
internal sealed partial class PersonaJson : JsonSerializerContext
{
    /// <summary>Gets the same metadata for files that people read: "José" instead of "Jos\u00E9", still one line per object.</summary>
    public static PersonaJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
