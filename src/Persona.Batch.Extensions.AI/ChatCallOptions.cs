using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>How a batch asks its chat client. Read once, when the provider is made.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
public sealed class ChatCallOptions<TItem>
{
    /// <summary>Gets or sets the system message, sent before all others. Part of the fingerprint: a resume with another one is refused.</summary>
    /// <value>Default <see langword="null"/>: none.</value>
    public string? SystemPrompt { get; set; }

    /// <summary>Gets or sets the client's own options. Copied; each call gets a copy of its own.</summary>
    /// <value>Default: all the provider's own. Set <see cref="ChatOptions.MaxOutputTokens"/>: token limits and budgets need it, and some clients
    /// cut answers early without it. The model, instructions, sampling, reasoning effort, stop sequences and tools, where set, enter the fingerprint;
    /// <see cref="ChatOptions.AdditionalProperties"/> and <see cref="ChatOptions.RawRepresentationFactory"/> cannot.</value>
    public ChatOptions ChatOptions { get; set; } = new();

    /// <summary>Gets or sets what differs for an item: it changes the copy of <see cref="ChatOptions"/> that the item's call gets, such as its most
    /// output tokens. Pure and safe for concurrent use; called for each attempt and each estimate.</summary>
    /// <value>Default <see langword="null"/>: all items have the same options. Not for the model: limits, prices and fingerprint are those of one,
    /// and another is refused as <see cref="FailureClass.Configuration"/>. What it sets does not enter the fingerprint.</value>
    public Action<TItem, ChatOptions>? ForItem { get; set; }

    /// <summary>Gets or sets what to ask for an item as a whole list of messages, such as examples or images, instead of the prompt.
    /// Pure and safe for concurrent use; called for each attempt and each estimate.</summary>
    /// <value>Default <see langword="null"/>: one user message with the prompt.</value>
    public Func<TItem, IEnumerable<ChatMessage>>? Messages { get; set; }

    /// <summary>Gets or sets the JSON metadata of structured results; needed under native AOT.</summary>
    /// <value>Default <see langword="null"/>: reflection, where the runtime allows it, with camelCase names and enums as strings. A
    /// <see cref="JsonSerializerContext"/> brings its own naming and converters.</value>
    public IJsonTypeInfoResolver? Json { get; set; }

    /// <summary>Gets or sets a value indicating whether the schema of structured results is sent as the response format.</summary>
    /// <value>Default <see langword="true"/>. <see langword="false"/> asks for plain JSON and puts the schema into a message, for models that know no schemas.</value>
    public bool UseJsonSchemaResponseFormat { get; set; } = true;

    /// <summary>Gets or sets a value indicating whether calls carry <see cref="ProviderCall.IdempotencyKey"/> in the header <c>Idempotency-Key</c>.
    /// Needs a <see cref="ProviderBoundaryHandler"/>.</summary>
    /// <value>Default <see langword="null"/>: those to OpenAI's own service do, whose other SDKs send it too. Others may refuse headers they do not know.</value>
    public bool? SendIdempotencyKey { get; set; }

    /// <summary>Gets or sets a value indicating whether a text that was cut at the most output tokens is a good answer. Structured results never are.</summary>
    /// <value>Default <see langword="false"/>: it is an <see cref="FailureClass.InvalidResponse"/>.</value>
    public bool AcceptTruncated { get; set; }
}
