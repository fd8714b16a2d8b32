using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

/// <summary>One random run on the real pool, changed while it lives, ended in a random way and resumed, with everything that must hold.</summary>
internal sealed class Soak
{
    private static readonly EndBy[] Endings = [.. Enum.GetValues<EndBy>().Except([EndBy.Deadline])]; // that one is the clock's

    private readonly MemoryCheckpointFiles _files = new();
    private readonly HashSet<int> _refused = [];
    private readonly Lock _gate = new();
    private readonly BatchOptions _options;
    private readonly int _items;
    private readonly int _workers;
    private readonly int _faulty;
    private readonly EndBy _ending;
    private readonly bool _isPaused;
    private readonly int[] _changes;
    private readonly int _endAt;
    private readonly bool _ordered;

    private readonly ProviderQuotas _quotas = new();

    private int _inFlight;
    private int _mostInFlight;

    public Soak(Random random)
    {
        _items = random.Next(1, 1500);
        _workers = random.Next(1, 60);
        _faulty = random.Next(5, 60);
        _ending = Endings[random.Next(Endings.Length)];
        _isPaused = random.Next(3) == 0;
        _changes = [.. Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(1, 60))];
        _endAt = random.Next(0, _items);
        _ordered = random.Next(2) == 0;
        _options = new BatchOptions
        {
            BatchId = "soak",
            MaxFailureRate = null,
            Concurrency = { MaxWorkers = _workers },
            Provider = "soak",
            Providers = { ["soak"] = Limits(random) },
            Processing = { Mode = (BatchMode)random.Next(3), ChunkSize = random.Next(1, 20), Checkpoint = { Interval = random.Next(1, 20) } },
            Retry = { BackoffBase = 1 },
        };
    }

    public async Task RunAsync(string seed)
    {
        var (counts, handed) = await StreamAsync();
        var (resumed, calls) = await ResumeAsync();

        (counts.Succeeded + counts.Failed + counts.Skipped + counts.Aborted).Should().Be(counts.Accepted, seed);
        handed.Should().BeInRange(_ending is EndBy.Break ? 0 : counts.Accepted, counts.Accepted, seed);
        _mostInFlight.Should().BeLessThanOrEqualTo(_changes.Append(_workers).Max(), seed);
        _inFlight.Should().Be(0, seed);
        resumed.Counts.Succeeded.Should().Be(_items, seed);
        (_items - counts.Succeeded).Should().Be(calls, seed);
    }

    /// <summary>Limits that bind, of every kind, but for none that would take minutes.</summary>
    private static ProviderOptions Limits(Random random) => new()
    {
        MaxConcurrent = random.Next(2) == 0 ? random.Next(1, 60) : null,
        RequestsPerMinute = random.Next(2) == 0 ? random.Next(200_000, 2_000_000) : null,
        TokensPerMinute = random.Next(2) == 0 ? random.Next(50_000_000, 500_000_000) : null,
    };

    private async Task<(BatchCounts Counts, long Handed)> StreamAsync()
    {
        using var cancellation = new CancellationTokenSource();
        var sut = new OptimisedBatchProcessor<int, int>(CallAsync, _options, Hooks());
        var stream = sut.StreamAsync(Source(), new() { Ordered = _ordered }, cancellation.Token);
        var handed = 0L;
        try
        {
            await foreach (var _ in stream)
            {
                if (handed == _endAt)
                {
                    End(stream, cancellation);
                }

                Intervene(stream, handed++);
                if (_ending == EndBy.Break && handed > _endAt)
                {
                    break;
                }
            }

            return ((await stream.Completion).Counts, handed);
        }
        catch (BatchCanceledException exception)
        {
            return (exception.Summary.Counts, handed);
        }
        catch (BatchIncompleteException exception)
        {
            return (exception.Summary.Counts, handed);
        }
    }

    private IEnumerable<int> Source() =>
        Enumerable.Range(0, _items).Select(item => _ending == EndBy.Source && item == _endAt ? throw new FormatException("the source is bad") : item);

    private async Task<(BatchResult<int, int> Result, int Calls)> ResumeAsync()
    {
        var calls = 0;
        var sut = new OptimisedBatchProcessor<int, int>(
            (item, _) =>
            {
                Interlocked.Increment(ref calls);
                return ValueTask.FromResult(item);
            },
            _options,
            Hooks());
        return (await sut.ProcessAsync(Enumerable.Range(0, _items)), calls);
    }

    private void End(BatchRun run, CancellationTokenSource cancellation)
    {
        switch (_ending)
        {
            case EndBy.Stop:
                _ = run.StopAsync(CancellationToken.None);
                break;
            case EndBy.Dispose:
                _ = run.DisposeAsync().AsTask();
                break;
            case EndBy.Cancel:
                cancellation.Cancel();
                break;
        }
    }

    private void Intervene(BatchRun run, long handed)
    {
        if (_isPaused && handed == _endAt / 2)
        {
            run.Pause();
            ThreadPool.QueueUserWorkItem(static paused => paused.Resume(), run, preferLocal: false);
        }

        if (_changes.Length > 0 && handed % 50 == 49)
        {
            var workers = _changes[handed / 50 % _changes.Length];
            ThreadPool.QueueUserWorkItem(_ => run.Change(limits => limits.MaxWorkers = workers));
        }
    }

    private async ValueTask<int> CallAsync(int item, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            if (item % 3 == 0)
            {
                await Task.Yield();
            }

            if (_ending == EndBy.FailedFast && item == _endAt)
            {
                throw new ProviderException(new(FailureClass.Unauthorized));
            }

            return item % _faulty == 1 && IsFirst(item)
                ? throw new ProviderException(new(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromMilliseconds(1) })
                : item;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private void Enter()
    {
        lock (_gate)
        {
            _mostInFlight = Math.Max(_mostInFlight, Interlocked.Increment(ref _inFlight));
        }
    }

    private bool IsFirst(int item)
    {
        lock (_gate)
        {
            return _refused.Add(item);
        }
    }

    private BatchHooks<int, int> Hooks() => new()
    {
        Files = _files,
        Quotas = _quotas,
        ItemId = static item => $"{item}",
        EstimateTokens = static item => new TokenUsage(50 + (item % 50), 50),
    };
}
