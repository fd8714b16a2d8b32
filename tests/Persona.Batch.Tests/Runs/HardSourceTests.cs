using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

/// <summary>Sources that throw, block, dawdle or never end, under a stream.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class HardSourceTests
{
    [Fact]
    public async Task StreamAsync_SourceThrows_HandsOutWhatItGaveAndThenThrows()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            List<long> handed = [];
            var reading = async () =>
            {
                await foreach (var outcome in processor.StreamAsync(Broken()))
                {
                    handed.Add(outcome.Index);
                }
            };

            (await reading.Should().ThrowAsync<BatchIncompleteException>()).WithInnerException<FormatException>();
            handed.Should().BeEquivalentTo(Enumerable.Range(0, 25));
        });

        static IEnumerable<string> Broken() =>
            VirtualBatch.Items(25).Concat(Enumerable.Range(0, 1).Select<int, string>(static _ => throw new FormatException("line 26 is bad")));
    }

    [Theory]
    [InlineData(nameof(Faulty.GetAsyncEnumerator))]
    [InlineData(nameof(IAsyncEnumerator<>.MoveNextAsync))]
    [InlineData(nameof(IAsyncEnumerator<>.Current))]
    [InlineData(nameof(IAsyncDisposable.DisposeAsync))]
    public async Task StreamAsync_SourceThrowsInAnyOfItsMembers_EndsTheRunWithIt(string member)
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            var reading = async () => await processor.StreamAsync(new Faulty(member)).CountAsync();

            (await reading.Should().ThrowAsync<BatchIncompleteException>()).WithInnerException<FormatException>().WithMessage(member);
        });
    }

    [Fact]
    public async Task StreamAsync_SlowSource_EachItemIsCalledAndHandedOutAtOnce()
    {
        var batch = new VirtualBatch { Options = { Processing = { ChunkSize = 100 } } };

        await batch.PlayAsync(async processor =>
        {
            List<double> handedAt = [];
            var start = batch.Time.GetTimestamp();
            await foreach (var _ in processor.StreamAsync(SlowAsync()))
            {
                handedAt.Add(batch.Time.GetElapsedTime(start).TotalSeconds);
            }

            handedAt.Should().Equal(11, 21, 31);
        });

        async IAsyncEnumerable<string> SlowAsync()
        {
            foreach (var item in VirtualBatch.Items(3))
            {
                await batch.WaitAsync(10);
                yield return item;
            }
        }
    }

    [Theory]
    [InlineData(EndBy.Stop)]
    [InlineData(EndBy.Cancel)]
    [InlineData(EndBy.Break)]
    [InlineData(EndBy.Deadline)]
    public async Task StreamAsync_EndlessSource_EndsAndLetsTheSourceGo(EndBy ending)
    {
        var batch = new VirtualBatch { Options = { Timeouts = { Batch = ending == EndBy.Deadline ? TimeSpan.FromSeconds(10) : null } } };
        var isDisposed = false;

        await batch.Time.RunAsync(async () =>
        {
            var run = await EndedRun.OfAsync(batch, Endless(), ending, afterSeconds: 10);

            run.Summary.Counts.Succeeded.Should().BePositive();
            isDisposed.Should().BeTrue();
        });

        IEnumerable<string> Endless()
        {
            try
            {
                for (var item = 0; ; item++)
                {
                    yield return $"item-{item}";
                }
            }
            finally
            {
                isDisposed = true;
            }
        }
    }

    [Fact]
    public async Task StreamAsync_SourceThatWaitsOnItsToken_EndsAtOnceWhenStopped()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            var stream = processor.StreamAsync(WaitingAsync());
            var reading = stream.CountAsync();
            await batch.WaitAsync(10);
            await stream.StopAsync();

            (await reading).Should().Be(1);
            stream.Progress.Elapsed.Should().Be(TimeSpan.FromSeconds(10));
        });

        async IAsyncEnumerable<string> WaitingAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return "item-0";
            await Task.Delay(TimeSpan.FromDays(1), batch.Time, cancellationToken);
        }
    }

    [Fact]
    public async Task StreamAsync_SourceBlocksItsThreadForEver_HandsOutWhatItGaveAndStopsWithoutIt()
    {
        using var never = new ManualResetEventSlim();
        var time = new FakeTimeProvider();
        var sut = new OptimisedBatchProcessor<string, string>(
            static (item, _) => ValueTask.FromResult(item), new() { Processing = { Checkpoint = { Enabled = false } } }, new() { TimeProvider = time });

        await using var stream = sut.StreamAsync(Blocking());
        await using var reader = stream.GetAsyncEnumerator();
        (await reader.MoveNextAsync()).Should().BeTrue();
        var stopping = stream.StopAsync();
        while (!stopping.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await stopping;
        (await stream.Completion).Counts.Should().Be(new BatchCounts(1, 1, 0, 0, 0, 0));
        never.Set();

        IEnumerable<string> Blocking()
        {
            yield return "item-0";
            never.Wait(TimeSpan.FromSeconds(60));
            yield return "too late";
        }
    }

    private sealed class Faulty(string member) : IAsyncEnumerable<string>, IAsyncEnumerator<string>
    {
        private int _given;

        public string Current => Throw(nameof(Current)) ? "" : "item-0";

        public IAsyncEnumerator<string> GetAsyncEnumerator(CancellationToken cancellationToken = default) => Throw(nameof(GetAsyncEnumerator)) ? null! : this;

        public ValueTask<bool> MoveNextAsync() => ValueTask.FromResult(Throw(nameof(MoveNextAsync)) || _given++ == 0);

        public ValueTask DisposeAsync()
        {
            Throw(nameof(DisposeAsync));
            return ValueTask.CompletedTask;
        }

        private bool Throw(string name) => name == member ? throw new FormatException(name) : false;
    }
}
