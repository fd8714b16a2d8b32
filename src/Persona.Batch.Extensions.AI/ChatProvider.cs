using System.Reflection;
using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>Asks a chat client once for each attempt. Safe for concurrent use: it holds nothing that a call changes.</summary>
internal sealed class ChatProvider<TItem, TResult> : IBatchProvider<TItem, TResult>, ICallPlanner<TItem>, IAnswerReader<TItem, TResult>, IUserCode, IHttpSender
{
    /// <summary>English prose has about four bytes a token; the engine corrects it by what is reported.</summary>
    private const int BytesPerToken = 4;

    /// <summary>The clients that name the end of every whole answer, by what they call their provider.</summary>
    private static readonly string[] AlwaysEnding = ["openai", "anthropic", "ollama"];

    private readonly IChatClient _client;
    private readonly ChatPrompt<TItem> _prompt;
    private readonly ChatOptions _options;
    private readonly IChatAnswer<TResult> _answer;
    private readonly AnswerRules _rules;
    private readonly Action<TItem, ChatOptions>? _forItem;
    private readonly bool _sendsKey;
    private readonly bool _sharesQuota;

    /// <exception cref="InvalidOperationException">There is no JSON metadata for the results.</exception>
    public ChatProvider(IChatClient client, Func<TItem, string> prompt, ChatCallOptions<TItem> options)
    {
        var acceptTruncated = options.AcceptTruncated && typeof(TResult) == typeof(string);
        _client = client;
        _prompt = new ChatPrompt<TItem>(prompt, options.Messages, options.SystemPrompt);
        _options = options.ChatOptions.Clone();
        _answer = typeof(TResult) == typeof(string)
            ? (IChatAnswer<TResult>)(object)TextAnswer.Instance
            : new JsonAnswer<TResult>(ChatJson.Of(options.Json), options.UseJsonSchemaResponseFormat);

        var metadata = client.GetService<ChatClientMetadata>();
        _rules = new AnswerRules(acceptTruncated, AlwaysEnding.Contains(metadata?.ProviderName, StringComparer.Ordinal));
        _forItem = options.ForItem;
        _sendsKey = options.SendIdempotencyKey ?? IsOpenAI(metadata);
        _sharesQuota = client.GetService<QuotaChatClient>() is not null;

        Provider = ProviderOf(metadata);
        Model = _options.ModelId ?? metadata?.DefaultModelId;
        Fingerprint = ChatFingerprint.Of(options.SystemPrompt, _options, acceptTruncated);
        Method = options.Messages?.Method ?? prompt.Method;

        // A model in the process has no address, and an answer from a cache sends nothing.
        SendsHttp = metadata?.ProviderUri is { Scheme: "http" or "https" } && client.GetService<CachingChatClient>() is null;
    }

    public string? Provider { get; }

    public string? Model { get; }

    public IReadOnlyDictionary<string, string> Fingerprint { get; }

    public MethodInfo Method { get; }

    public bool SendsHttp { get; }

    public TokenUsage EstimateTokens(TItem item)
    {
        var bytes = _prompt.CountBytes(item) + ChatPrompt<TItem>.CountBytes(_options.Instructions) + _answer.SchemaBytes;
        var options = _forItem is null ? _options : OptionsOf(item);
        return new TokenUsage((bytes + BytesPerToken - 1) / BytesPerToken, options.MaxOutputTokens ?? 0);
    }

    public async ValueTask<TResult> CallAsync(TItem item, ProviderCall call, CancellationToken cancellationToken)
    {
        var options = OptionsOf(item);
        ThrowIfOfAnotherModel(options);
        var mostOutput = options.MaxOutputTokens; // clients may change what they are given
        if (_sendsKey && ProviderBoundary.Current is { } boundary)
        {
            boundary.IdempotencyKey = call.IdempotencyKey;
        }

        var response = await AskAsync(_prompt.Write(item, call.PreviousFailure), options, cancellationToken).ConfigureAwait(false);

        // Before anything is thrown: whatever the answer is worth, it was paid for.
        if (ChatUsage.Of(response.Usage) is { } usage)
        {
            call.ReportUsage(usage);
        }

        if (_rules.FaultOf(response, mostOutput) is { } fault)
        {
            throw new ProviderException(fault);
        }

        var result = _answer.Read(response);
        call.ReportResponseText(response.Text);
        return result;
    }

    public TResult ReadAnswer(TItem item, BatchFailure failure) =>
        _rules.FaultOf(failure) is { } fault ? throw new ProviderException(fault) : _answer.Read(failure.ResponseText!);

    private ChatOptions OptionsOf(TItem item)
    {
        var options = _options.Clone();
        _forItem?.Invoke(item, options);
        return options;
    }

    private void ThrowIfOfAnotherModel(ChatOptions options)
    {
        if (!string.Equals(options.ModelId, _options.ModelId, StringComparison.Ordinal))
        {
            throw new ProviderException(new(
                FailureClass.Configuration,
                $"{nameof(ChatCallOptions<>.ForItem)} set the model '{options.ModelId}', and a batch has one: limits, prices and fingerprint are those of '{Model}'. Run a batch for each model."));
        }
    }

    private async Task<ChatResponse> AskAsync(List<ChatMessage> messages, ChatOptions options, CancellationToken cancellationToken)
    {
        QuotaChatClient.IsBatchsCall = _sharesQuota;
        try
        {
            return await _answer.AskAsync(_client, messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ProviderBoundary.Current is { HasAnswer: true } && StumblesOverAbsence(exception))
        {
            var words = PlainWords.Shorten($"The client cannot read the provider's answer. {exception.GetType().Name}: {exception.Message}");
            throw new ProviderException(new(FailureClass.InvalidResponse, words), exception);
        }
    }

    /// <summary>What SDKs throw over JSON of another shape, such as the error that a gateway sends as a good answer.</summary>
    private static bool StumblesOverAbsence(Exception exception) =>
        exception is ArgumentException or NullReferenceException or KeyNotFoundException or FormatException;

    /// <summary>An SDK that is pointed at another address speaks its vendor's language and has none of its limits.</summary>
    private static string? ProviderOf(ChatClientMetadata? metadata) =>
        metadata is { ProviderName: "openai", ProviderUri: not null } && !IsOpenAI(metadata) ? "openai-compatible" : metadata?.ProviderName;

    private static bool IsOpenAI(ChatClientMetadata? metadata) =>
        metadata is { ProviderName: "openai", ProviderUri: { } address } && address.Host.EndsWith(".openai.com", StringComparison.OrdinalIgnoreCase);
}
