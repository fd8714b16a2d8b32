using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Polly;

namespace PersonaBatch;

/// <summary>What only code can say. Every member is optional. Read once when a run starts.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
public sealed class BatchHooks<TItem, TResult>
{
    /// <summary>Gets or sets the item's stable identity: unique in the input and the same on every run.</summary>
    /// <value>Default <see langword="null"/>: the first 128 bits of SHA-256 over the item's content. Equal items are told apart by a number, where a checkpoint remembers them.</value>
    public Func<TItem, string>? ItemId { get; set; }

    /// <summary>Gets or sets what of an item decides that it must run again although its id is known.</summary>
    /// <value>Default <see langword="null"/>: the id alone decides.</value>
    public Func<TItem, string>? ItemFingerprint { get; set; }

    /// <summary>Gets or sets the JSON metadata of items and results, such as a source-generated context; needed under native AOT.</summary>
    /// <value>Default <see langword="null"/>: reflection, where the runtime allows it. Strings, Guids and integers need none.</value>
    public IJsonTypeInfoResolver? Json { get; set; }

    /// <summary>Gets or sets a classification of exceptions that is asked before the built-in table.</summary>
    /// <value>Default <see langword="null"/>. Returning <see langword="null"/> lets the table decide. Called on pool threads; what it throws counts as its own failure.</value>
    public Func<Exception, ProviderCall, BatchFailure?>? Classify { get; set; }

    /// <summary>Gets or sets a check of every answer: <see langword="null"/> means good, a text means <see cref="FailureClass.InvalidResponse"/> and says why.</summary>
    /// <value>Default <see langword="null"/>: every answer is good. The next attempt sees the text in <see cref="ProviderCall.PreviousFailure"/>.</value>
    public Func<TItem, TResult, string?>? Validate { get; set; }

    /// <summary>Gets or sets how a kept answer is read again on resume: the item, and the failure whose <see cref="BatchFailure.ResponseText"/> it is.</summary>
    /// <value>Default <see langword="null"/>: the provider's own reader where it has one (<see cref="IAnswerReader{TItem, TResult}"/>), else results
    /// that <see cref="Validate"/> refused and whose provider reported no raw answer. Called on one pool thread; whatever it throws says that the answer cannot be used.</value>
    public Func<TItem, BatchFailure, TResult>? ReadAnswer { get; set; }

    /// <summary>Gets or sets an estimate of an item's tokens, for token limits: the input, and the most output its call can give.</summary>
    /// <value>Default <see langword="null"/>: the provider's own plan where it has one, else the mean of what was reported so far. Called once for each item, on one pool thread; corrected by what the provider reports. An output of 0 means no bound is known.</value>
    public Func<TItem, TokenUsage>? EstimateTokens { get; set; }

    /// <summary>Gets or sets a pipeline around every attempt, for breakers, fallbacks or tracing. Not for retries: they would hide calls from the batch.</summary>
    /// <value>Default <see langword="null"/>. Costs about 1 µs and 1 KB a call.</value>
    public ResiliencePipeline? Pipeline { get; set; }

    /// <summary>Gets or sets the limits this processor shares with others.</summary>
    /// <value>Default <see langword="null"/>: <see cref="ProviderQuotas.Shared"/>, or a container's own. A processor without a provider name shares nothing.</value>
    public ProviderQuotas? Quotas { get; set; }

    /// <summary>Gets or sets the clock of every wait, timeout and date.</summary>
    /// <value>Default <see langword="null"/>: the system's.</value>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>Gets or sets where logs go, under the category <c>PersonaBatch</c>.</summary>
    /// <value>Default <see langword="null"/>: nowhere.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Gets or sets where checkpoints are kept; tests put them in memory.</summary>
    internal ICheckpointFiles? Files { get; set; }

    /// <summary>Gets or sets where live runs are listed; a container has such a list.</summary>
    internal BatchRuns? Runs { get; set; }

    /// <summary>What the hooks say now, whatever is set later.</summary>
    internal BatchHooks<TItem, TResult> Copy() => (BatchHooks<TItem, TResult>)MemberwiseClone();
}
