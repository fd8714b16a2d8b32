using System.Diagnostics.CodeAnalysis;

namespace PersonaBatch;

/// <summary>What became of one item. Skipped and aborted ones have a <see cref="Failure"/> that says why.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
/// <remarks>Immutable; safe for concurrent use. Join it to your data by <see cref="Id"/>, never by position.</remarks>
public sealed class ItemOutcome<TItem, TResult>
{
    internal ItemOutcome()
    {
    }

    /// <summary>Gets the item's stable identity: what the id selector gave, else a hash of its content.</summary>
    public required string Id { get; init; }

    /// <summary>Gets the item's position in this run's input, from 0.</summary>
    public required long Index { get; init; }

    /// <summary>Gets the item itself.</summary>
    public required TItem Item { get; init; }

    /// <summary>Gets the hand-out number within the batch, from 1; it grows in the order of handing out, over restarts too.
    /// What is handed out again gets a new one. See <see cref="BatchRunOptions.ReplayAfter"/>.</summary>
    public long Sequence { get; internal set; }

    /// <summary>Gets a value indicating whether there is a <see cref="Value"/>.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Status == ItemStatus.Succeeded;

    /// <summary>Gets how the item ended.</summary>
    public required ItemStatus Status { get; init; }

    /// <summary>Gets the result; the default of its type unless the item succeeded.</summary>
    public TResult? Value { get; init; }

    /// <summary>Gets why there is no result; <see langword="null"/> when the item succeeded.</summary>
    public BatchFailure? Failure { get; init; }

    /// <summary>Gets how many attempts were made, over all restarts. Calls refused by a rate or concurrency limit do not count.</summary>
    public int Attempts { get; init; }

    /// <summary>Gets the tokens used by all attempts, over all restarts; <see langword="null"/> when nothing was reported.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Gets the price of <see cref="Usage"/> in US dollars, over all restarts; <see langword="null"/> when usage or price is unknown.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>Gets where the item's time went.</summary>
    public ItemTimings Timings { get; init; }

    /// <summary>Gets the name of the provider that answered, of several the one called last; <see langword="null"/> when none is configured.</summary>
    public string? Provider { get; init; }

    /// <summary>Gets a value indicating whether the outcome comes from the checkpoint, without a call in this run.</summary>
    public bool Replayed { get; init; }
}
