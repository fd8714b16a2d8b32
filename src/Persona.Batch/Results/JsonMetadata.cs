using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PersonaBatch;

/// <summary>Finds the JSON metadata of a type: the user's, our own for plain types, reflection where the runtime allows it.</summary>
internal static class JsonMetadata
{
    private const string Guarded = "Trimmed and AOT hosts have the switch off: the branch is gone there, and missing metadata is reported before the first call.";

    /// <exception cref="InvalidOperationException">Nobody knows the type.</exception>
    public static JsonTypeInfo<T> Of<T>(IJsonTypeInfoResolver? users, string need)
    {
        var options = new JsonSerializerOptions { IncludeFields = true, TypeInfoResolver = JsonTypeInfoResolver.Combine(users, PlainJson.Default, Reflection()) };
        try
        {
            return (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        }
        catch (NotSupportedException exception)
        {
            throw new InvalidOperationException(
                $"There is no JSON metadata for {typeof(T)}, {need}. Set {nameof(BatchHooks<,>)}.Json to a JsonSerializerContext that knows it.",
                exception);
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = Guarded)]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = Guarded)]
    private static DefaultJsonTypeInfoResolver? Reflection() => JsonSerializer.IsReflectionEnabledByDefault ? new DefaultJsonTypeInfoResolver() : null;
}
