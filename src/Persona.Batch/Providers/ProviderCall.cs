using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PersonaBatch;

/// <summary>One attempt, seen from the provider's code. Belongs to that attempt alone; safe for concurrent use.</summary>
public sealed class ProviderCall
{
    private readonly string _batchKey;
    private readonly int _generation;

    private RateLimitReport? _rateLimits;
    private string? _responseText;
    private object? _usage; // a boxed TokenUsage: reports are rare, and most calls make none

    internal ProviderCall(string itemId, string provider, string batchKey, int attempt, int generation, BatchFailure? previousFailure)
    {
        ItemId = itemId;
        Provider = provider;
        Attempt = attempt;
        PreviousFailure = previousFailure;
        _batchKey = batchKey;
        _generation = generation;
    }

    /// <summary>Gets the item's id.</summary>
    public string ItemId { get; }

    /// <summary>Gets the provider's configured name; empty without one.</summary>
    public string Provider { get; }

    /// <summary>Gets a key for the provider's idempotency header: 32 hex digits.</summary>
    /// <remarks>The same for every attempt after a lost answer (network, timeout, 5xx), also over restarts; a new one after each
    /// complete answer, or the provider would replay the broken one.</remarks>
    public string IdempotencyKey => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{_batchKey}\n{ItemId}\n{_generation}"))).AsSpan(0, 16));

    /// <summary>Gets the number of this attempt, from 1, over restarts too. Calls refused by a rate or concurrency limit were not attempts.</summary>
    public int Attempt { get; }

    /// <summary>Gets why the last call of this item failed; <see langword="null"/> on the first.</summary>
    public BatchFailure? PreviousFailure { get; }

    /// <summary>Gets what the provider last said of its limits in this attempt.</summary>
    internal RateLimitReport? RateLimits => Volatile.Read(ref _rateLimits);

    /// <summary>Gets the raw answer, if the provider's code reported it.</summary>
    internal string? ResponseText => Volatile.Read(ref _responseText);

    internal TokenUsage? Usage => (TokenUsage?)Volatile.Read(ref _usage);

    /// <summary>Reports tokens of this attempt. Reports add up; call it before throwing too, failed attempts cost money.</summary>
    /// <param name="usage">What the provider counted. No field may be negative.</param>
    /// <exception cref="ArgumentOutOfRangeException">A field is negative.</exception>
    public void ReportUsage(TokenUsage usage)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(usage.InputTokens, nameof(usage));
        ArgumentOutOfRangeException.ThrowIfNegative(usage.OutputTokens, nameof(usage));
        ArgumentOutOfRangeException.ThrowIfNegative(usage.CachedInputTokens, nameof(usage));
        ArgumentOutOfRangeException.ThrowIfNegative(usage.CacheWriteTokens, nameof(usage));

        object? before;
        object after;
        do
        {
            before = Volatile.Read(ref _usage);
            after = before is TokenUsage reported ? reported + usage : usage;
        }
        while (Interlocked.CompareExchange(ref _usage, after, before) != before);
    }

    /// <summary>Reports what the provider said of its limits, on a success or before throwing. The last report of an attempt counts. Behind a <see cref="ProviderBoundaryHandler"/> this is done already.</summary>
    /// <param name="limits">What it said, per minute.</param>
    public void ReportRateLimits(RateLimitReport limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        Volatile.Write(ref _rateLimits, limits);
    }

    /// <summary>Reports the raw answer, so that what was paid for is kept in <see cref="BatchFailure.ResponseText"/> when it cannot be
    /// used: it does not parse, or <see cref="BatchHooks{TItem, TResult}.Validate"/> finds a fault. The last report of an attempt counts.</summary>
    /// <param name="text">The answer as it came.</param>
    public void ReportResponseText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Volatile.Write(ref _responseText, text);
    }
}
