using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

[Collection(VirtualTimeCollection.Name)]
public sealed class ProgressTests
{
    [Fact]
    public async Task Progress_WhileRunning_SaysWhatIsTrue()
    {
        var batch = new VirtualBatch { Options = { Concurrency = { MaxWorkers = 5 } } };

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(50));
            await batch.WaitAsync(4.5);
            var progress = run.Progress;

            progress.State.Should().Be(BatchState.Running);
            progress.Counts.Succeeded.Should().Be(20);
            progress.InFlight.Should().Be(5);
            progress.Total.Should().Be(50);
            progress.ConcurrencyLimit.Should().Be(5);
            progress.Elapsed.Should().Be(TimeSpan.FromSeconds(4.5));
            progress.ItemsPerMinute.Should().BeApproximately(20 / 4.5 * 60, 0.1);
            await run.Completion;
        });
    }

    [Fact]
    public async Task ItemsPerMinute_AfterTheFirstMinute_IsOfTheLastOne()
    {
        var batch = new VirtualBatch { Options = { Concurrency = { MaxWorkers = 1 } } };

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(200));
            await batch.WaitAsync(150.5);
            run.Pause();
            await batch.WaitAsync(30);

            run.Progress.ItemsPerMinute.Should().BeInRange(29, 31);
            run.Resume();
            await run.Completion;
        });
    }

    [Fact]
    public async Task Progress_Observer_SeesOneSnapshotASecondAndTheFinalOneLast()
    {
        var batch = new VirtualBatch();
        var observer = new Recorder();

        await batch.RunAsync(items: 200, new() { Progress = observer });

        observer.Seen.Should().HaveCountGreaterThanOrEqualTo(9).And.BeInAscendingOrder(static progress => progress.Elapsed);
        observer.Seen[^1].State.Should().Be(BatchState.Ended);
        observer.Seen[^1].Counts.Succeeded.Should().Be(200);
        observer.Seen.Count(static progress => progress.State == BatchState.Ended).Should().Be(1);
    }

    [Fact]
    public async Task Progress_ObserverThatThrows_DisturbsNobody()
    {
        var batch = new VirtualBatch();

        var result = await batch.RunAsync(items: 200, new() { Progress = new Recorder { Throws = true } });

        result.EnsureAllSucceeded();
    }

    [Fact]
    public async Task WatchAsync_UntilTheEnd_YieldsTheFinalSnapshotLast()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(100));
            var seen = await run.WatchAsync().ToListAsync();

            seen.Should().HaveCountGreaterThan(4);
            seen[^1].State.Should().Be(BatchState.Ended);
        });
    }

    [Fact]
    public async Task ExpectedItems_SourceWithoutACount_IsTheTotal()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(500).Where(static _ => true), new() { ExpectedItems = 500 });
            await batch.WaitAsync(1);

            run.Progress.Total.Should().Be(500);
            await run.Completion;
        });
    }

    private sealed class Recorder : IProgress<BatchProgress>
    {
        public List<BatchProgress> Seen { get; } = [];

        public bool Throws { get; init; }

        public void Report(BatchProgress value)
        {
            Seen.Add(value);
            if (Throws)
            {
                throw new InvalidOperationException("observer");
            }
        }
    }
}
