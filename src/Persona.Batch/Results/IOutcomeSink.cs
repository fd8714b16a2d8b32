namespace PersonaBatch;

/// <summary>Where outcomes are handed out.</summary>
internal interface IOutcomeSink<TItem, TResult>
{
    /// <summary>Gets a value indicating whether it looks at outcomes at all.</summary>
    bool WantsOutcomes { get; }

    /// <summary>Gets a value indicating whether a consumer takes them later, and says so itself.</summary>
    bool DefersConsumption { get; }

    /// <summary>Takes one outcome, durable by now. The caller holds the gate.</summary>
    void AddNeedsLock(ItemOutcome<TItem, TResult> outcome);
}
