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
        _rules = new AnswerRules(_options.MaxOutputTokens, acceptTruncated, AlwaysEnding.Contains(metadata?.ProviderName, StringComparer.Ordinal));
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
        return new TokenUsage((bytes + BytesPerToken - 1) / BytesPerToken, _options.MaxOutputTokens ?? 0);
    }

    public async ValueTask<TResult> CallAsync(TItem item, ProviderCall call, CancellationToken cancellationToken)
    {
        var response = await AskAsync(_prompt.Write(item, call.PreviousFailure), cancellationToken).ConfigureAwait(false);

        // Before anything is thrown: whatever the answer is worth, it was paid for.
        if (ChatUsage.Of(response.Usage) is { } usage)
        {
            call.ReportUsage(usage);
        }

        if (_rules.FaultOf(response) is { } fault)
        {
            throw new ProviderException(fault);
        }

        var result = _answer.Read(response);
        call.ReportResponseText(response.Text);
        return result;
    }

    public TResult ReadAnswer(TItem item, BatchFailure failure) =>
        _rules.FaultOf(failure) is { } fault ? throw new ProviderException(fault) : _answer.Read(failure.ResponseText!);

    private async Task<ChatResponse> AskAsync(List<ChatMessage> messages, CancellationToken cancellationToken)
    {
        try
        {
            return await _answer.AskAsync(_client, messages, _options.Clone(), cancellationToken).ConfigureAwait(false);
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
        metadata is { ProviderName: "openai", ProviderUri: { } address } && !address.Host.EndsWith(".openai.com", StringComparison.OrdinalIgnoreCase)
            ? "openai-compatible"
            : metadata?.ProviderName;
}
