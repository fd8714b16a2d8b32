namespace PersonaBatch;

/// <summary>A run that hands its outcomes to one reader with bounded memory. It starts at the first <c>MoveNextAsync</c>.</summary>
/// <typeparam name="TItem">The type of the items.</typeparam>
/// <typeparam name="TResult">The type of the results.</typeparam>
/// <remarks>
/// <para>A slow reader slows the intake. Leaving the loop early stops the run; what was finished and not read stays in the
/// checkpoint and comes again on resume.</para>
/// <para>The loop throws <see cref="BatchIncompleteException"/> when the run ends early without having been asked to.</para>
/// </remarks>
public sealed class BatchStream<TItem, TResult> : BatchRun, IAsyncEnumerable<ItemOutcome<TItem, TResult>>
{
    private readonly StreamingSink<TItem, TResult> _sink;

    private int _isEnumerated;

    internal BatchStream(IBatchEngine engine, BatchRuns? runs, StreamingSink<TItem, TResult> sink)
        : base(engine, runs)
    {
        _sink = sink;
        _sink.ErrorIsHandedOut = ErrorIsHandedOut;
    }

    /// <summary>Begins to read. Once only: a run hands out each outcome to one reader.</summary>
    /// <param name="cancellationToken">Cancels the run, as the token given to <c>StreamAsync</c> does.</param>
    /// <returns>The reader.</returns>
    /// <exception cref="InvalidOperationException">Somebody reads it already.</exception>
    public IAsyncEnumerator<ItemOutcome<TItem, TResult>> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _isEnumerated, 1) == 0
            ? new Reader(this, cancellationToken)
            : throw new InvalidOperationException("A stream is read once. Call StreamAsync again for another run, or use Start or ProcessAsync to keep the outcomes.");

    private sealed class Reader(BatchStream<TItem, TResult> stream, CancellationToken cancellationToken) : IAsyncEnumerator<ItemOutcome<TItem, TResult>>
    {
        private CancellationTokenRegistration _registration;
        private bool _isStarted;

        public ItemOutcome<TItem, TResult> Current => stream._sink.Current;

        public ValueTask<bool> MoveNextAsync()
        {
            if (!_isStarted)
            {
                _isStarted = true;
                stream.Begin();
                _registration = cancellationToken.UnsafeRegister(
                    static engine => ThreadPool.UnsafeQueueUserWorkItem(
                        static run => run.RequestEnd(new RunEnding(BatchTermination.Cancelled, "the reader's token was cancelled")),
                        (IBatchEngine)engine!,
                        preferLocal: false),
                    stream.Engine);
            }

            return stream._sink.MoveNextAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _registration.DisposeAsync().ConfigureAwait(false);
            if (_isStarted)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }
        }
    }
}
