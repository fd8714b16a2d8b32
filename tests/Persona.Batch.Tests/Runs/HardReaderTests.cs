using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

/// <summary>Readers of a stream that are slow, leave, throw or read no further.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class HardReaderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StreamAsync_ReaderSlowerThanTheCalls_GetsEverythingInItsOwnTime(bool ordered)
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            var start = batch.Time.GetTimestamp();
            List<long> read = [];
            await foreach (var outcome in processor.StreamAsync(VirtualBatch.Items(400), new() { Ordered = ordered }))
            {
                read.Add(outcome.Index);
                await batch.WaitAsync(2);
            }

            read.Should().OnlyHaveUniqueItems().And.HaveCount(400);
            batch.Time.GetElapsedTime(start).TotalSeconds.Should().BeInRange(801, 802, "the first outcome comes after a second");
        });
    }

    [Fact]
    public async Task StreamAsync_ReaderReadsNoFurther_CallsStopAtTheWindow()
    {
        var batch = new VirtualBatch();
        var window = new RunSettings(batch.Options, new BatchRunOptions(), CallPlan.None).Window;

        await batch.PlayAsync(async processor =>
        {
            await using var stream = processor.StreamAsync(VirtualBatch.Items(10_000));
            await using var reader = stream.GetAsyncEnumerator();
            await reader.MoveNextAsync();
            await batch.WaitAsync(1_000);

            batch.Provider.Calls.Count.Should().BeInRange(window / 2, window + 1);
            batch.Provider.InFlight.Should().Be(0);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StopAsync_ReaderReadsNoFurther_EndsWithoutIt(bool ordered)
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            await using var stream = processor.StreamAsync(VirtualBatch.Items(10_000), new() { Ordered = ordered });
            await using var reader = stream.GetAsyncEnumerator();
            await reader.MoveNextAsync();
            await batch.WaitAsync(100);
            await stream.StopAsync();

            var counts = (await stream.Completion).Counts;
            (counts.Succeeded + counts.Aborted).Should().Be(counts.Accepted);
        });
    }

    [Fact]
    public async Task StreamAsync_ReaderThrowsInItsLoop_StopsTheRunAndKeepsTheReadersException()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            var stream = processor.StreamAsync(VirtualBatch.Items(1_000));
            var reading = async () =>
            {
                await foreach (var _ in stream)
                {
                    throw new FormatException("my bug");
                }
            };

            await reading.Should().ThrowAsync<FormatException>();
            (await stream.Completion).Termination.Should().Be(BatchTermination.Stopped);
            batch.Provider.InFlight.Should().Be(0);
        });
    }

    [Fact]
    public async Task StreamAsync_BreakWhileCallsAreInFlight_WaitsForThem()
    {
        var batch = new VirtualBatch((item, _) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromSeconds(item == "item-0" ? 1 : 15) });

        await batch.PlayAsync(async processor =>
        {
            var stream = processor.StreamAsync(VirtualBatch.Items(1_000));
            await foreach (var _ in stream)
            {
                break;
            }

            stream.Progress.Elapsed.Should().Be(TimeSpan.FromSeconds(16), "they are paid for, and 15 seconds is less than the drain time");
            stream.Progress.Counts.Succeeded.Should().Be(21, "the first one's worker had begun its next call");
        });
    }

    [Fact]
    public async Task StreamAsync_OneItem_IsOneOutcome()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            var outcomes = await processor.StreamAsync(VirtualBatch.Items(1)).ToListAsync();

            outcomes.Should().ContainSingle().Which.Value.Should().Be("answer");
        });

        batch.Provider.Calls.Should().ContainSingle().Which.At.Should().Be(TimeSpan.Zero);
    }
}
