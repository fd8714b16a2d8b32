using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

/// <summary>One random run on the real pool, ended in a random way and resumed, with everything that must hold.</summary>
internal sealed class Soak
{
    private readonly MemoryCheckpointFiles _files = new();
    private readonly HashSet<int> _refused = [];
    private readonly Lock _gate = new();
    private readonly BatchOptions _options;
    private readonly int _items;
    private readonly int _workers;
    private readonly int _faulty;
    private readonly int _ending;
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
        _ending = random.Next(4);
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
        handed.Should().Be(counts.Accepted, seed);
        _mostInFlight.Should().BeLessThanOrEqualTo(_workers, seed);
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
        var stream = sut.StreamAsync(Enumerable.Range(0, _items), new() { Ordered = _ordered }, cancellation.Token);
        var handed = 0L;
        try
        {
            await foreach (var _ in stream)
            {
                if (handed++ == _endAt)
                {
                    End(stream, cancellation);
                }
            }

            return ((await stream.Completion).Counts, handed);
        }
        catch (BatchCanceledException exception)
        {
            return (exception.Summary.Counts, handed);
        }
    }

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
            case 1:
                _ = run.StopAsync(CancellationToken.None);
                break;
            case 2:
                cancellation.Cancel();
                break;
            case 3:
                run.Pause();
                ThreadPool.QueueUserWorkItem(static paused => paused.Resume(), run, preferLocal: false);
                break;
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
