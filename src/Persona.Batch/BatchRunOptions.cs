namespace PersonaBatch;

/// <summary>How one run differs. Read once when the run starts; may be reused.</summary>
public sealed class BatchRunOptions
{
    /// <summary>Gets or sets the name of this paid work: a run with the same id resumes it, and a finished one makes no call for what is done.</summary>
    /// <value>Default <see langword="null"/>: <see cref="BatchOptions.BatchId"/>, and without that an unfinished batch of the same processor is resumed.</value>
    public string? BatchId { get; set; }

    /// <summary>Gets named parts that guard the batch, added to <see cref="BatchOptions.Fingerprint"/>: a resume with other values is refused.</summary>
    public IDictionary<string, string> Fingerprint { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets what happens to an existing checkpoint.</summary>
    /// <value>Default <see cref="ResumeMode.IfCompatible"/>.</value>
    public ResumeMode Resume { get; set; }

    /// <summary>Gets or sets which recorded failures run again. One that left a raw answer is read again first, and runs only if that is of no use.</summary>
    /// <value>Default <see cref="RetryFailed.Transient"/>: permanent failures are not paid for twice.</value>
    public RetryFailed RetryFailed { get; set; }

    /// <summary>Gets or sets a predicate that decides for every item that succeeded or failed before whether it runs again, instead of <see cref="RetryFailed"/>.
    /// Aborted items and those whose fingerprint changed run anyway; one whose kept raw answer can be used now does not.</summary>
    /// <value>Default <see langword="null"/>. Called on a pool thread, at most once per recorded item of the input. A chat client's finish reason is the failure's
    /// <see cref="BatchFailure.Code"/>: <c>recorded => recorded.Failure?.Code == "length"</c> runs again what was cut, and nothing else.</value>
    public Func<RecordedOutcome, bool>? RunAgain { get; set; }

    /// <summary>Gets or sets a value indicating whether items the checkpoint does not know run.</summary>
    /// <value>Default <see langword="true"/>. When <see langword="false"/> they end <see cref="ItemStatus.Skipped"/>; so they do without a checkpoint.</value>
    public bool AdmitNewItems { get; set; } = true;

    /// <summary>Gets or sets the cursor of your own store: the <see cref="ItemOutcome{TItem, TResult}.Sequence"/> of the last outcome it has, 0 at first.
    /// Recorded outcomes above it are handed out again, in input order and under new numbers; those at or below it never.</summary>
    /// <value>Default <see langword="null"/>: every recorded outcome is handed out. <see cref="long.MaxValue"/>: none is.
    /// 0 or more; needs a checkpoint and goes with no <see cref="Ordered"/>.</value>
    /// <remarks>Save the number in the transaction that saves the rows and each outcome is in your store exactly once, whenever the process dies.
    /// Outcomes that are not handed out count all the same, as replayed. Of a collected result save the highest number: it is in input order.
    /// A failure that is tried again is a second outcome of its item: save rows by <see cref="ItemOutcome{TItem, TResult}.Id"/>.</remarks>
    public long? ReplayAfter { get; set; }

    /// <summary>Gets or sets a value indicating whether outcomes are handed out in input order.</summary>
    /// <value>Default <see langword="false"/>: as they finish. Ordered, a slow item holds back at most <c>8 × MaxWorkers</c> others.</value>
    public bool Ordered { get; set; }

    /// <summary>Gets or sets a value indicating whether the result holds the outcomes.</summary>
    /// <value>Default <see langword="true"/>. <see langword="false"/>: counts only, and memory stays bounded. A stream never keeps them.</value>
    public bool KeepOutcomes { get; set; } = true;

    /// <summary>Gets or sets how many items the source will give, for progress.</summary>
    /// <value>Default <see langword="null"/>: the source's own count where it has one. At least 0.</value>
    public long? ExpectedItems { get; set; }

    /// <summary>Gets or sets who is told how the run goes: once a second, one snapshot at a time, in order; the last one is final.</summary>
    /// <value>Default <see langword="null"/>. A slow or failing observer never disturbs the run.</value>
    public IProgress<BatchProgress>? Progress { get; set; }

    /// <summary>What the options say now, whatever is set later.</summary>
    internal BatchRunOptions Copy() => (BatchRunOptions)MemberwiseClone();
}
