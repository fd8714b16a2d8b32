using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Concurrency;

/// <summary>The three modes as a run shows them, in virtual time.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class ModeTests
{
    [Fact]
    public async Task ProcessAsync_Fixed_HasAllWorkersAtAllTimes()
    {
        var batch = Batch(BatchMode.Fixed, (_, _) => ScriptedAnswer.Ok);

        var result = await batch.RunAsync(items: 80);

        result.Duration.Should().Be(TimeSpan.FromSeconds(10));
        batch.Provider.MostInFlight.Should().Be(8);
    }

    [Fact]
    public async Task ProcessAsync_Adaptive_StartsAtTheMinimumAndRisesWithFastSuccesses()
    {
        var batch = Batch(BatchMode.Adaptive, (_, _) => ScriptedAnswer.Ok);

        await batch.RunAsync(items: 80);

        batch.Provider.Calls.Take(10).Select(static call => call.At.TotalSeconds).Should().Equal(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        batch.Provider.MostInFlight.Should().Be(8);
    }

    [Fact]
    public async Task ProcessAsync_AdaptiveAndAProviderThatFails_FallsToTheMinimum()
    {
        var batch = Batch(BatchMode.Adaptive, (item, _) => int.Parse(item[5..], System.Globalization.CultureInfo.InvariantCulture) < 60 ? ScriptedAnswer.Ok : FailureClass.InvalidRequest);

        await batch.PlayAsync(async processor =>
        {
            await using var run = processor.Start(VirtualBatch.Items(200));
            await batch.WaitAsync(17);
            run.Progress.ConcurrencyLimit.Should().Be(8);
            await batch.WaitAsync(20);
            run.Progress.ConcurrencyLimit.Should().Be(1);
        });
    }

    [Fact]
    public async Task ProcessAsync_Backpressure_RisesWhileTheQueueIsFullWhateverTheAnswers()
    {
        var batch = Batch(BatchMode.Backpressure, (_, _) => new ScriptedAnswer { Latency = TimeSpan.FromSeconds(60) });

        await batch.RunAsync(items: 400);

        batch.Provider.MostInFlight.Should().Be(8);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1_000)]
    public async Task StreamAsync_BackpressureInOrder_RisesWhileTheQueueIsFullToo(int chunkSize)
    {
        var batch = Batch(BatchMode.Backpressure, (_, _) => ScriptedAnswer.Ok);
        batch.Options.Processing.ChunkSize = chunkSize;

        await batch.PlayAsync(async processor => await processor.StreamAsync(VirtualBatch.Items(1_000), new() { Ordered = true }).CountAsync());

        batch.Provider.MostInFlight.Should().Be(8);
    }

    [Fact]
    public async Task ProcessAsync_BackpressureAndASlowSource_StaysAtTheMinimum()
    {
        var batch = Batch(BatchMode.Backpressure, (_, _) => ScriptedAnswer.Ok);

        await batch.Time.RunAsync(() => batch.Processor().ProcessAsync(SlowAsync(batch, items: 30)));

        batch.Provider.MostInFlight.Should().Be(1);
    }

    [Fact]
    public async Task ProcessAsync_MinWorkers_IsWhereItBegins()
    {
        var batch = Batch(BatchMode.Adaptive, (_, _) => ScriptedAnswer.Ok);
        batch.Options.Concurrency.MinWorkers = 5;

        await batch.RunAsync(items: 20);

        batch.Provider.Calls.Count(static call => call.At == TimeSpan.Zero).Should().Be(5);
    }

    [Fact]
    public async Task ProcessAsync_NothingConfigured_IsAdaptiveFromOneToTwenty()
    {
        var batch = new VirtualBatch { Options = { Processing = { Mode = default } } };

        await batch.RunAsync(items: 300);

        batch.Provider.Calls.Count(static call => call.At == TimeSpan.Zero).Should().Be(1);
        batch.Provider.MostInFlight.Should().Be(20);
    }

    private static VirtualBatch Batch(BatchMode mode, Func<string, int, ScriptedAnswer> script) => new(script)
    {
        Options = { Processing = { Mode = mode }, Concurrency = { MaxWorkers = 8 }, MaxFailureRate = null },
    };

    private static async IAsyncEnumerable<string> SlowAsync(VirtualBatch batch, int items)
    {
        foreach (var item in VirtualBatch.Items(items))
        {
            await batch.WaitAsync(2);
            yield return item;
        }
    }
}
