using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>An answer that is JSON of one type.</summary>
internal sealed class JsonAnswer<TResult> : IChatAnswer<TResult>
{
    private readonly JsonSerializerOptions _json;
    private readonly bool _useSchemaFormat;
    private readonly bool _isWrapped;

    /// <exception cref="InvalidOperationException">Nobody knows the type.</exception>
    public JsonAnswer(JsonSerializerOptions json, bool useSchemaFormat)
    {
        _json = json;
        _useSchemaFormat = useSchemaFormat;
        var schema = SchemaOf(json);
        _isWrapped = !IsOfObject(schema);
        SchemaBytes = Encoding.UTF8.GetByteCount(schema.ToString());
    }

    public long SchemaBytes { get; }

    public async Task<ChatResponse> AskAsync(IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken) =>
        await client.GetResponseAsync<TResult>(messages, _json, options, _useSchemaFormat, cancellationToken).ConfigureAwait(false);

    public TResult Read(ChatResponse response) => Read(() => (ChatResponse<TResult>)response, response.Text);

    public TResult Read(string text) => Read(() => new ChatResponse<TResult>(new ChatResponse(new ChatMessage(ChatRole.Assistant, Unwrap(text))), _json), text);

    /// <summary>Says whether a schema is one of objects. What is none is asked for as the one member of an object.</summary>
    private static bool IsOfObject(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("type", out var type)
        && type.ValueKind == JsonValueKind.String
        && type.ValueEquals("object");

    private static TResult Read(Func<ChatResponse<TResult>> response, string text)
    {
        try
        {
            return response().Result;
        }
#pragma warning disable CA1031 // converters and constructors are the user's code: whatever they throw makes this one answer useless
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Not TryGetResult: the reason is what the model needs to do better.
            throw new ProviderException(
                new(FailureClass.InvalidResponse, $"The answer is not the JSON that was asked for. {exception.Message}") { ResponseText = text },
                exception);
        }
    }

    private string Unwrap(string text) => _isWrapped ? JsonElement.Parse(text).GetProperty("data").GetRawText() : text;

    /// <summary>Finds missing metadata before the first call.</summary>
    private static JsonElement SchemaOf(JsonSerializerOptions json)
    {
        try
        {
            return ChatResponseFormat.ForJsonSchema<TResult>(json).Schema!.Value;
        }
        catch (NotSupportedException exception)
        {
            throw new InvalidOperationException(
                $"There is no JSON metadata for {typeof(TResult)}, so no model can be asked for it. Set {nameof(ChatCallOptions<>)}.{nameof(ChatCallOptions<>.Json)} to a JsonSerializerContext that knows it.",
                exception);
        }
    }
}
