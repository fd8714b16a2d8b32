namespace PersonaBatch;

/// <summary>A live run that collects its outcomes. Safe for concurrent use.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
public sealed class BatchRun<TItem, TResult> : BatchRun
{
    private Task<BatchResult<TItem, TResult>>? _completion;

    internal BatchRun(IBatchEngine engine, BatchRuns? runs)
        : base(engine, runs)
    {
    }

    /// <inheritdoc cref="BatchRun.Completion"/>
    public new Task<BatchResult<TItem, TResult>> Completion
    {
        get
        {
            ErrorIsHandedOut();
            return LazyInitializer.EnsureInitialized(ref _completion, AwaitEndAsync);
        }
    }

    private async Task<BatchResult<TItem, TResult>> AwaitEndAsync() =>
        (BatchResult<TItem, TResult>)await Engine.Ended.ConfigureAwait(false);
}
