using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace PersonaBatch;

/// <summary>A chat client whose calls wait for their turn on the quota of batches. Safe for concurrent use.</summary>
internal sealed class QuotaChatClient(IChatClient client, string provider, ProviderQuotas quotas, ProviderOptions limits, TimeProvider timeProvider)
    : DelegatingChatClient(client)
{
    private const int BytesPerToken = 4;

    private static readonly AsyncLocal<bool> OfBatch = new();

    private readonly ConcurrentDictionary<string, Lazy<QuotaTurns>> _turns = new(StringComparer.OrdinalIgnoreCase);
    private readonly QuotaLimits _caps = QuotaLimits.Of(limits);
    private readonly string? _quota = limits.Quota;
    private readonly string? _defaultModel = client.GetService<ChatClientMetadata>()?.DefaultModelId;

    /// <summary>Gets or sets a value indicating whether the current code is a batch's attempt, which has had its turn.</summary>
    public static bool IsBatchsCall
    {
        get => OfBatch.Value || ProviderBoundary.Current is { Watcher: null };
        set => OfBatch.Value = value;
    }

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        if (IsBatchsCall)
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyCollection<ChatMessage> request = [.. messages];
        var call = await BeginAsync(request, options, cancellationToken).ConfigureAwait(false);
        try
        {
            call.Send();
            var response = await base.GetResponseAsync(request, options, cancellationToken).ConfigureAwait(false);
            call.Usage = ChatUsage.Of(response.Usage);
            return response;
        }
        catch (Exception exception)
        {
            call.Threw(exception);
            throw;
        }
        finally
        {
            call.End();
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        IReadOnlyCollection<ChatMessage> request = [.. messages];
        var call = IsBatchsCall ? null : await BeginAsync(request, options, cancellationToken).ConfigureAwait(false);
        var updates = base.GetStreamingResponseAsync(request, options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (await MoveNextAsync(updates, call).ConfigureAwait(false))
            {
                yield return updates.Current;
            }
        }
        finally
        {
            await updates.DisposeAsync().ConfigureAwait(false);
            call?.End();
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var turns in _turns.Values)
            {
                turns.Value.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private static async ValueTask<bool> MoveNextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, QuotaCall? call)
    {
        if (call is null)
        {
            return await updates.MoveNextAsync().ConfigureAwait(false);
        }

        try
        {
            call.Send();
            if (!await updates.MoveNextAsync().ConfigureAwait(false))
            {
                return false;
            }

            foreach (var counted in updates.Current.Contents.OfType<UsageContent>())
            {
                call.Usage = ChatUsage.Of(counted.Details) is { } usage ? (call.Usage ?? default) + usage : call.Usage;
            }

            return true;
        }
        catch (Exception exception)
        {
            call.Threw(exception);
            throw;
        }
    }

    private Task<QuotaCall> BeginAsync(IReadOnlyCollection<ChatMessage> request, ChatOptions? options, CancellationToken cancellationToken)
    {
        var bytes = request.Sum(static message => ChatPrompt<string>.CountBytes(message.Text)) + ChatPrompt<string>.CountBytes(options?.Instructions);
        var estimate = new TokenUsage((bytes + BytesPerToken - 1) / BytesPerToken, options?.MaxOutputTokens ?? 0);
        return QuotaCall.BeginAsync(TurnsOf(options?.ModelId ?? _defaultModel), estimate, cancellationToken);
    }

    /// <summary>A limit of one model says nothing of another: each has its turns.</summary>
    private QuotaTurns TurnsOf(string? model) => _turns.GetOrAdd(
        _quota is null ? model ?? "" : "",
        _ => new Lazy<QuotaTurns>(() => new QuotaTurns(quotas.Of(QuotaKey.Of(_quota, provider, model), timeProvider), _caps, timeProvider))).Value;
}
