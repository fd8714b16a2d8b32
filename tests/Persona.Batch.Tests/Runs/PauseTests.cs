using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

[Collection(VirtualTimeCollection.Name)]
public sealed class PauseTests
{
    [Fact]
    public async Task Pause_CallsInFlightFinishAndNoneStarts()
    {
        var batch = new VirtualBatch { Options = { Concurrency = { MaxWorkers = 3 } } };

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(20));
            await batch.WaitAsync(1.5);
            run.Pause();
            await batch.WaitAsync(100);

            batch.Provider.Calls.Should().HaveCount(6);
            run.Progress.Should().Match<BatchProgress>(static progress => progress.State == BatchState.Paused && progress.InFlight == 0 && progress.Counts.Succeeded == 6);

            run.Resume();
            (await run.Completion).EnsureAllSucceeded();
        });
    }

    [Fact]
    public async Task Pause_DueRetry_WaitsForResume()
    {
        var batch = new VirtualBatch((_, number) => number == 1 ? FailureClass.ServerError : ScriptedAnswer.Ok);

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(["item-0"]);
            await batch.WaitAsync(0.5);
            run.Pause();
            await batch.WaitAsync(100);

            batch.Provider.Calls.Should().ContainSingle();
            run.Progress.Waiting.Should().Be(1);

            run.Resume();
            (await run.Completion).EnsureAllSucceeded();
        });
    }

    [Fact]
    public async Task Pause_BeforeTheRunHasBegun_Holds()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(20));
            run.Pause();
            await batch.WaitAsync(10);

            batch.Provider.Calls.Should().BeEmpty();

            run.Resume();
            (await run.Completion).EnsureAllSucceeded();
        });
    }

    [Fact]
    public async Task StopAsync_WhilePaused_Ends()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(500));
            await batch.WaitAsync(1.5);
            run.Pause();
            await run.StopAsync();

            (await run.Completion).Counts.Succeeded.Should().Be(40);
        });
    }
}
