using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;

namespace PersonaBatch;

/// <summary>Runs batches of calls to a slow, rate-limited, flaky, paid provider: bounded, retried, saved and resumed.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
/// <remarks>
/// <para>Safe for concurrent use; owns nothing between runs and needs no disposal. Any number of runs at once, each with its own
/// <see cref="BatchRunOptions.BatchId"/>.</para>
/// <para>The provider is called on pool threads, in the execution context of whoever started the run.</para>
/// </remarks>
public sealed class OptimisedBatchProcessor<TItem, TResult>
    where TItem : notnull
{
    private readonly IReadOnlyList<NamedProvider<TItem, TResult>> _providers;
    private readonly Func<BatchOptions> _options;
    private readonly BatchHooks<TItem, TResult> _hooks;
    private readonly CallIdentity _identity;
    private readonly string _name;
    private readonly ProviderQuotas _ownQuotas = new();

    /// <summary>Makes a processor of a provider.</summary>
    /// <param name="provider">Makes one attempt.</param>
    /// <param name="options">The options; <see langword="null"/> = all defaults.</param>
    /// <param name="hooks">What only code can say; <see langword="null"/> = nothing.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Options are wrong; all faults are named.</exception>
    public OptimisedBatchProcessor(IBatchProvider<TItem, TResult> provider, BatchOptions? options = null, BatchHooks<TItem, TResult>? hooks = null)
        : this([NamedProvider<TItem, TResult>.Unnamed(provider)], name: null, Always(options ?? new BatchOptions()), hooks ?? new BatchHooks<TItem, TResult>())
    {
    }

    /// <summary>Makes a processor of several providers: each item goes to the first one that can take it; see <see cref="BatchOptions.Failover"/>.</summary>
    /// <param name="providers">The providers, in their order; each has its own limits, price and number of calls in flight.</param>
    /// <param name="options">The options; <see langword="null"/> = all defaults. <see cref="BatchOptions.Provider"/> does not count: each brings its name.</param>
    /// <param name="hooks">What only code can say; <see langword="null"/> = nothing.</param>
    /// <exception cref="ArgumentException">There is no provider, or two have the same name, whatever the case.</exception>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Options are wrong; all faults are named.</exception>
    public OptimisedBatchProcessor(IReadOnlyList<NamedProvider<TItem, TResult>> providers, BatchOptions? options = null, BatchHooks<TItem, TResult>? hooks = null)
        : this(Distinct(providers), name: null, Always(options ?? new BatchOptions()), hooks ?? new BatchHooks<TItem, TResult>())
    {
    }

    /// <summary>Makes a processor of a function.</summary>
    /// <param name="call">Makes one attempt. Its token fires when the attempt's time is up or the run ends.</param>
    /// <param name="options">The options; <see langword="null"/> = all defaults.</param>
    /// <param name="hooks">What only code can say; <see langword="null"/> = nothing.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Options are wrong; all faults are named.</exception>
    public OptimisedBatchProcessor(Func<TItem, CancellationToken, Task<TResult>> call, BatchOptions? options = null, BatchHooks<TItem, TResult>? hooks = null)
        : this(DelegateProvider.Of(NotNull(call)), options, hooks)
    {
    }

    /// <inheritdoc cref="OptimisedBatchProcessor{TItem, TResult}(Func{TItem, CancellationToken, Task{TResult}}, BatchOptions?, BatchHooks{TItem, TResult}?)"/>
    [OverloadResolutionPriority(-1)]
    public OptimisedBatchProcessor(Func<TItem, CancellationToken, ValueTask<TResult>> call, BatchOptions? options = null, BatchHooks<TItem, TResult>? hooks = null)
        : this(DelegateProvider.Of(NotNull(call)), options, hooks)
    {
    }

    /// <inheritdoc cref="OptimisedBatchProcessor{TItem, TResult}(Func{TItem, CancellationToken, Task{TResult}}, BatchOptions?, BatchHooks{TItem, TResult}?)"/>
    public OptimisedBatchProcessor(Func<TItem, ProviderCall, CancellationToken, Task<TResult>> call, BatchOptions? options = null, BatchHooks<TItem, TResult>? hooks = null)
        : this(DelegateProvider.Of(NotNull(call)), options, hooks)
    {
    }

    /// <inheritdoc cref="OptimisedBatchProcessor{TItem, TResult}(Func{TItem, CancellationToken, Task{TResult}}, BatchOptions?, BatchHooks{TItem, TResult}?)"/>
    [OverloadResolutionPriority(-1)]
    public OptimisedBatchProcessor(Func<TItem, ProviderCall, CancellationToken, ValueTask<TResult>> call, BatchOptions? options = null, BatchHooks<TItem, TResult>? hooks = null)
        : this(DelegateProvider.Of(NotNull(call)), options, hooks)
    {
    }

    /// <summary>Makes a processor whose options may change from run to run.</summary>
    /// <param name="providers">The providers, in their order. Without a name the first one has the options'.</param>
    /// <param name="name">Stands for batches without an id; <see langword="null"/> = the types and the providers do.</param>
    /// <param name="options">Gives the options; asked at the start of each run.</param>
    /// <param name="hooks">What only code can say.</param>
    /// <exception cref="InvalidOperationException">Several providers cannot be told from each other by their names.</exception>
    internal OptimisedBatchProcessor(
        IReadOnlyList<NamedProvider<TItem, TResult>> providers, string? name, Func<BatchOptions> options, BatchHooks<TItem, TResult> hooks)
    {
        _providers = providers;
        _options = options;
        _hooks = hooks;
        _identity = CallIdentity.Of(providers);
        _name = name ?? $"{ProcessorName.Of(typeof(TItem), typeof(TResult))}-{_identity.Code}";
        var now = options();
        BatchOptionsValidator.ThrowIfInvalid(now);
        if (providers.Count > 1)
        {
            ProviderNames.ThrowIfUnclear(SettingsOf(now, new BatchRunOptions()).Providers);
        }
    }

    /// <summary>Calls the provider for every item and collects the outcomes. Returns for every ending but cancellation: look at
    /// <see cref="BatchSummary.Termination"/>, or call <see cref="BatchSummary.EnsureCompleted"/>.</summary>
    /// <param name="items">The items, read lazily and off the caller's thread.</param>
    /// <param name="options">How this run differs.</param>
    /// <param name="cancellationToken">Ends the run now: calls in flight are cancelled, everything finished is saved.</param>
    /// <returns>Every outcome, in input order.</returns>
    /// <exception cref="BatchCanceledException">The token was cancelled; it carries the partial result.</exception>
    /// <exception cref="BatchIncompleteException">The source failed; it carries the partial result.</exception>
    /// <exception cref="CheckpointException">The checkpoint cannot be used or written.</exception>
    public Task<BatchResult<TItem, TResult>> ProcessAsync(IEnumerable<TItem> items, BatchRunOptions? options = null, CancellationToken cancellationToken = default) =>
        Start(items, options, cancellationToken).Completion;

    /// <inheritdoc cref="ProcessAsync(IEnumerable{TItem}, BatchRunOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public Task<BatchResult<TItem, TResult>> ProcessAsync(IAsyncEnumerable<TItem> items, BatchRunOptions? options = null, CancellationToken cancellationToken = default) =>
        Start(items, options, cancellationToken).Completion;

    /// <summary>Hands out outcomes as they are ready, with bounded memory for any number of items. Starts at the first <c>MoveNextAsync</c>.</summary>
    /// <param name="items">The items, read lazily and off the caller's thread.</param>
    /// <param name="options">How this run differs.</param>
    /// <param name="cancellationToken">Ends the run now; the loop throws <see cref="BatchCanceledException"/> after what was finished.</param>
    /// <returns>The run, to be read once.</returns>
    public BatchStream<TItem, TResult> StreamAsync(IEnumerable<TItem> items, BatchRunOptions? options = null, CancellationToken cancellationToken = default) =>
        NewStreamAsync(new EnumerableSource<TItem>(NotNull(items)), CountOf(items), options, cancellationToken);

    /// <inheritdoc cref="StreamAsync(IEnumerable{TItem}, BatchRunOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public BatchStream<TItem, TResult> StreamAsync(IAsyncEnumerable<TItem> items, BatchRunOptions? options = null, CancellationToken cancellationToken = default) =>
        NewStreamAsync(NotNull(items), count: null, options, cancellationToken);

    /// <summary>Starts a run at once and returns its handle. It collects its outcomes and never waits for a reader.</summary>
    /// <param name="items">The items, read lazily and off the caller's thread.</param>
    /// <param name="options">How this run differs.</param>
    /// <param name="cancellationToken">Ends the run now: calls in flight are cancelled, everything finished is saved.</param>
    /// <returns>The live run.</returns>
    public BatchRun<TItem, TResult> Start(IEnumerable<TItem> items, BatchRunOptions? options = null, CancellationToken cancellationToken = default) =>
        NewRun(new EnumerableSource<TItem>(NotNull(items)), CountOf(items), options, cancellationToken);

    /// <inheritdoc cref="Start(IEnumerable{TItem}, BatchRunOptions?, CancellationToken)"/>
    [OverloadResolutionPriority(1)]
    public BatchRun<TItem, TResult> Start(IAsyncEnumerable<TItem> items, BatchRunOptions? options = null, CancellationToken cancellationToken = default) =>
        NewRun(NotNull(items), count: null, options, cancellationToken);

    private static Func<BatchOptions> Always(BatchOptions options) => () => options;

    private static T NotNull<T>(T value, [CallerArgumentExpression(nameof(value))] string? name = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    private static NamedProvider<TItem, TResult>[] Distinct(IReadOnlyList<NamedProvider<TItem, TResult>> providers)
    {
        ArgumentNullException.ThrowIfNull(providers);
        if (providers.Count == 0 || providers.Contains(null!))
        {
            throw new ArgumentException("Give at least one provider, and none that is null.", nameof(providers));
        }

        return ProviderNames.FaultOf(providers.Select(static given => given.Name)) is { } fault
            ? throw new ArgumentException(fault, nameof(providers))
            : [.. providers];
    }

    private static void CheckReplayAfter(BatchRunOptions options, bool hasCheckpoint)
    {
        if (options.ReplayAfter is not { } cursor)
        {
            return;
        }

        if (cursor < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), cursor, $"{nameof(BatchRunOptions.ReplayAfter)} must be 0 or more.");
        }

        if (options.Ordered || !hasCheckpoint)
        {
            throw new ArgumentException(
                options.Ordered
                    ? $"{nameof(BatchRunOptions.ReplayAfter)} goes with no {nameof(BatchRunOptions.Ordered)}: numbers grow as items finish, so in input order the last one read would skip others."
                    : $"{nameof(BatchRunOptions.ReplayAfter)} needs a checkpoint: without one nothing is recorded that could be handed out again. See {nameof(CheckpointOptions)}.{nameof(CheckpointOptions.Enabled)} and {nameof(CheckpointOptions.Durability)}.",
                nameof(options));
        }
    }

    private static long? CountOf(IEnumerable<TItem> items) => items.TryGetNonEnumeratedCount(out var count) ? count : null;

    private RunSettings SettingsOf(BatchOptions options, BatchRunOptions run) => new(options, run, [.. _providers.Select(CallPlan.Of)]);

    private BatchRun<TItem, TResult> NewRun(IAsyncEnumerable<TItem> source, long? count, BatchRunOptions? options, CancellationToken cancellationToken)
    {
        var parts = NewParts(source, count, options);
        var sink = new CollectingSink<TItem, TResult>(parts.Settings.Run.KeepOutcomes);
        var channels = new RunChannels<TItem, TResult>(new Lock(), new AdmissionWindow(parts.Settings.Window), new Tally(parts.TimeProvider), sink);
        var engine = new BatchEngine<TItem, TResult>(parts, channels, sink.ToResult, cancellationToken);
        var run = new BatchRun<TItem, TResult>(engine, parts.Hooks.Runs);
        run.Begin();
        return run;
    }

    private BatchStream<TItem, TResult> NewStreamAsync(IAsyncEnumerable<TItem> source, long? count, BatchRunOptions? options, CancellationToken cancellationToken)
    {
        var parts = NewParts(source, count, options);
        var gate = new Lock();
        var window = new AdmissionWindow(parts.Settings.Window);
        var order = parts.Settings.Run.Ordered ? new OrderedRing<ItemOutcome<TItem, TResult>>(parts.Settings.Window) : null;
        var sink = new StreamingSink<TItem, TResult>(gate, window.Consumed, order);
        var channels = new RunChannels<TItem, TResult>(gate, window, new Tally(parts.TimeProvider), sink);
        var engine = new BatchEngine<TItem, TResult>(parts, channels, static summary => summary, cancellationToken);
        _ = EndStreamAsync(engine, sink);
        return new BatchStream<TItem, TResult>(engine, parts.Hooks.Runs, sink);
    }

    /// <summary>Ends the reader's loop when the run has ended: with what the run throws, or because it ended early unasked.</summary>
    private static async Task EndStreamAsync(BatchEngine<TItem, TResult> engine, StreamingSink<TItem, TResult> sink)
    {
        Exception? error = null;
        try
        {
            var summary = await engine.Ended.ConfigureAwait(false);
            error = summary.Termination is BatchTermination.Completed or BatchTermination.Stopped ? null : new BatchIncompleteException(summary);
        }
#pragma warning disable CA1031 // it is thrown to the reader, at the end of its loop
        catch (Exception exception)
#pragma warning restore CA1031
        {
            error = exception;
        }

        sink.Complete(error);
    }

    private RunParts<TItem, TResult> NewParts(IAsyncEnumerable<TItem> source, long? count, BatchRunOptions? options)
    {
        var run = options?.Copy() ?? new BatchRunOptions();
        var hooks = _hooks.Copy();
        if (run.BatchId is { } batchId && BatchOptionsValidator.BatchIdFault(batchId) is { } fault)
        {
            throw new ArgumentException($"{nameof(BatchRunOptions.BatchId)} {fault}", nameof(options));
        }

        if (run.ExpectedItems < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), run.ExpectedItems, $"{nameof(BatchRunOptions.ExpectedItems)} must be 0 or more.");
        }

        var read = _options();
        BatchOptionsValidator.ThrowIfInvalid(read);
        var settings = SettingsOf(read, run);
        ProviderNames.ThrowIfUnclear(settings.Providers); // the first one's is an option, and may have changed
        CheckReplayAfter(run, settings.Checkpointed);
        return new RunParts<TItem, TResult>(
            _name,
            _identity.Build,
            _providers,
            hooks,
            settings.FirstProvider.Name is null ? _ownQuotas : hooks.Quotas ?? ProviderQuotas.Shared,
            settings,
            source,
            run.ExpectedItems ?? count,
            ExecutionContext.Capture(),
            hooks.TimeProvider ?? TimeProvider.System,
            hooks.LoggerFactory is { } loggers ? new UndisturbedLogger(loggers.CreateLogger("PersonaBatch")) : NullLogger.Instance);
    }
}
