using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>An answer that is JSON of one type.</summary>
internal sealed class JsonAnswer<TResult> : IChatAnswer<TResult>
{
    private readonly JsonSerializerOptions _json;
    private readonly bool _useSchemaFormat;

    /// <exception cref="InvalidOperationException">Nobody knows the type.</exception>
    public JsonAnswer(JsonSerializerOptions json, bool useSchemaFormat)
    {
        _json = json;
        _useSchemaFormat = useSchemaFormat;
        SchemaBytes = Encoding.UTF8.GetByteCount(SchemaOf(json));
    }

    public long SchemaBytes { get; }

    public async Task<ChatResponse> AskAsync(IChatClient client, IEnumerable<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken) =>
        await client.GetResponseAsync<TResult>(messages, _json, options, _useSchemaFormat, cancellationToken).ConfigureAwait(false);

    public TResult Read(ChatResponse response)
    {
        try
        {
            return ((ChatResponse<TResult>)response).Result;
        }
#pragma warning disable CA1031 // converters and constructors are the user's code: whatever they throw makes this one answer useless
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Not TryGetResult: the reason is what the model needs to do better.
            throw new ProviderException(
                new(FailureClass.InvalidResponse, $"The answer is not the JSON that was asked for. {exception.Message}") { ResponseText = response.Text },
                exception);
        }
    }

    /// <summary>Finds missing metadata before the first call.</summary>
    private static string SchemaOf(JsonSerializerOptions json)
    {
        try
        {
            return ChatResponseFormat.ForJsonSchema<TResult>(json).Schema.ToString()!;
        }
        catch (NotSupportedException exception)
        {
            throw new InvalidOperationException(
                $"There is no JSON metadata for {typeof(TResult)}, so no model can be asked for it. Set {nameof(ChatCallOptions<>)}.{nameof(ChatCallOptions<>.Json)} to a JsonSerializerContext that knows it.",
                exception);
        }
    }
}
