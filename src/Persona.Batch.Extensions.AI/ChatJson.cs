using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>How structured answers are described and read.</summary>
internal static class ChatJson
{
    /// <summary>Takes the user's metadata first, then what the chat library has: plain types, and reflection where the runtime allows it.</summary>
    public static JsonSerializerOptions Of(IJsonTypeInfoResolver? users)
    {
        var defaults = AIJsonUtilities.DefaultOptions;
        if (users is null)
        {
            return defaults;
        }

        // A context's author chose its naming and converters: as a mere resolver it would lose them.
        var options = new JsonSerializerOptions(users is JsonSerializerContext { Options: var own } ? own : defaults)
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine(users, defaults.TypeInfoResolver),
        };
        options.MakeReadOnly();
        return options;
    }
}
