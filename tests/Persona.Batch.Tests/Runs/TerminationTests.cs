using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

[Collection(VirtualTimeCollection.Name)]
public sealed class TerminationTests
{
    [Fact]
    public async Task ProcessAsync_EveryItemDone_Completes()
    {
        var batch = new VirtualBatch();

        var result = await batch.RunAsync(items: 100);

        result.Termination.Should().Be(BatchTermination.Completed);
        result.Counts.Should().Be(new BatchCounts(100, 100, 0, 0, 0, 0));
        result.Duration.Should().Be(TimeSpan.FromSeconds(5), "20 are in flight and each takes a second");
        result.Outcomes.Select(static outcome => outcome.Index).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task ProcessAsync_NoItems_Completes()
    {
        var result = await new VirtualBatch().RunAsync(items: 0);

        result.Termination.Should().Be(BatchTermination.Completed);
        result.EnsureAllSucceeded();
    }

    [Fact]
    public async Task ProcessAsync_Cancelled_ThrowsWithThePartialResultAndCutsCalls()
    {
        var batch = new VirtualBatch((item, _) => item is "item-0" or "item-1" ? ScriptedAnswer.Ok : ScriptedAnswer.Ok with { Latency = TimeSpan.FromHours(1) });
        using var cancellation = new CancellationTokenSource();

        await batch.PlayAsync(async processor =>
        {
            var run = processor.ProcessAsync(VirtualBatch.Items(50), cancellationToken: cancellation.Token);
            await batch.WaitAsync(10);
            await cancellation.CancelAsync();

            var thrown = (await FluentActions.Awaiting(() => run).Should().ThrowAsync<BatchCanceledException>()).Which;
            run.IsCanceled.Should().BeTrue();
            thrown.CancellationToken.Should().Be(cancellation.Token);
            var result = thrown.Summary.Should().BeOfType<BatchResult<string, string>>().Subject;
            result.Termination.Should().Be(BatchTermination.Cancelled);
            result.Counts.Should().Be(new BatchCounts(50, 2, 0, 0, 48, 0));
            result.Duration.Should().Be(TimeSpan.FromSeconds(10));
        });

        batch.Provider.InFlight.Should().Be(0);
    }

    [Fact]
    public async Task ProcessAsync_CancelledBefore_MakesNoCall()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(processor => FluentActions.Awaiting(() => processor.ProcessAsync(VirtualBatch.Items(50), cancellationToken: new(canceled: true)))
            .Should().ThrowAsync<BatchCanceledException>());

        batch.Provider.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task ProcessAsync_CancelledWhileCallsIgnoreTheirToken_EndsWithoutThem()
    {
        var batch = new VirtualBatch((_, _) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromHours(1), IgnoresToken = true });
        using var cancellation = new CancellationTokenSource();

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(5), cancellationToken: cancellation.Token);
            await batch.WaitAsync(10);
            await cancellation.CancelAsync();

            var thrown = (await FluentActions.Awaiting(() => run.Completion).Should().ThrowAsync<BatchCanceledException>()).Which;
            thrown.Summary.Counts.Aborted.Should().Be(5);
            thrown.Summary.Duration.Should().Be(TimeSpan.FromSeconds(15));
        });
    }

    [Fact]
    public async Task ProcessAsync_SourceWithTheSameToken_IsACancellationAndNoFault()
    {
        var batch = new VirtualBatch();
        using var cancellation = new CancellationTokenSource();

        await batch.PlayAsync(async processor =>
        {
            var run = processor.ProcessAsync(Endless(), cancellationToken: cancellation.Token);
            await batch.WaitAsync(10);
            await cancellation.CancelAsync();

            await FluentActions.Awaiting(() => run).Should().ThrowAsync<BatchCanceledException>();
        });

        async IAsyncEnumerable<string> Endless()
        {
            yield return "item-0";
            await Task.Delay(TimeSpan.FromDays(1), batch.Time, cancellation.Token);
        }
    }

    [Fact]
    public async Task StopAsync_CallsInFlight_FinishAndNothingNewStarts()
    {
        var batch = new VirtualBatch((_, _) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromSeconds(10) }) { Options = { Concurrency = { MaxWorkers = 3 } } };

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(20));
            await batch.WaitAsync(12);
            await run.StopAsync();
            var result = await run.Completion;

            result.Termination.Should().Be(BatchTermination.Stopped);
            result.Counts.Should().Be(new BatchCounts(20, 6, 0, 0, 14, 0));
            result.Duration.Should().Be(TimeSpan.FromSeconds(20));
        });
    }

    [Fact]
    public async Task StopAsync_CallsLongerThanTheDrainTime_AreCut()
    {
        var batch = new VirtualBatch((_, _) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromHours(1) });

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(5));
            await batch.WaitAsync(3);
            await run.StopAsync();

            (await run.Completion).Duration.Should().Be(TimeSpan.FromSeconds(23));
        });
    }

    [Fact]
    public async Task StopAsync_WaitingRetries_AreAborted()
    {
        var batch = new VirtualBatch((_, _) => new ScriptedAnswer { Failure = new(FailureClass.ServerError) { RetryAfter = TimeSpan.FromMinutes(3) } });

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(5));
            await batch.WaitAsync(3);
            await run.StopAsync();
            var result = await run.Completion;

            result.Duration.Should().Be(TimeSpan.FromSeconds(3));
            result.Outcomes.Should().HaveCount(5).And.OnlyContain(static outcome =>
                outcome.Status == ItemStatus.Aborted && outcome.Attempts == 1 && outcome.Failure!.Message!.Contains("ServerError"));
        });
    }

    [Fact]
    public async Task StopAsync_ThenCancelled_CutsAtOnce()
    {
        var batch = new VirtualBatch((_, _) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromHours(1) });
        using var cancellation = new CancellationTokenSource();

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(5), cancellationToken: cancellation.Token);
            await batch.WaitAsync(3);
            var stopping = run.StopAsync();
            await batch.WaitAsync(1);
            await cancellation.CancelAsync();
            await stopping;

            run.Progress.State.Should().Be(BatchState.Ended);
            run.Progress.Elapsed.Should().Be(TimeSpan.FromSeconds(4));
            await FluentActions.Awaiting(() => run.Completion).Should().ThrowAsync<BatchCanceledException>();
        });
    }

    [Fact]
    public async Task DisposeAsync_LiveRun_DrainsItAndTwiceIsHarmless()
    {
        var batch = new VirtualBatch((_, _) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromSeconds(10) });

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(100));
            await batch.WaitAsync(3);
            await run.DisposeAsync();
            await run.DisposeAsync();

            (await run.Completion).Counts.Succeeded.Should().Be(20);
        });
    }

    [Fact]
    public async Task ProcessAsync_SourceThrows_ThrowsItAndKeepsWhatWasDone()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            var thrown = (await FluentActions.Awaiting(() => processor.ProcessAsync(Broken())).Should().ThrowAsync<BatchIncompleteException>()).Which;

            thrown.InnerException.Should().BeOfType<FormatException>();
            thrown.Message.Should().Contain("after 7 items").And.Contain("line 8 is bad");
            thrown.Summary.Should().BeOfType<BatchResult<string, string>>().Which.Counts.Succeeded.Should().Be(7);
        });

        static IEnumerable<string> Broken()
        {
            foreach (var item in VirtualBatch.Items(7))
            {
                yield return item;
            }

            throw new FormatException("line 8 is bad");
        }
    }

    [Fact]
    public async Task ProcessAsync_SourceGivesNull_SaysAtWhichIndex()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(processor => FluentActions.Awaiting(() => processor.ProcessAsync(["a", null!, "b"]))
            .Should().ThrowAsync<BatchIncompleteException>().WithMessage("*null at index 1*"));
    }

    [Fact]
    public async Task ProcessAsync_SelectorGivesNoId_SaysForWhichIndex()
    {
        var batch = new VirtualBatch();
        batch.Hooks.ItemId = static _ => "";

        await batch.PlayAsync(processor => FluentActions.Awaiting(() => processor.ProcessAsync(["a"]))
            .Should().ThrowAsync<BatchIncompleteException>().WithMessage("*ItemId returned an empty text for the item at index 0*"));
    }

    [Fact]
    public async Task StopAsync_SourceThatNeverAnswers_EndsWithoutIt()
    {
        var batch = new VirtualBatch();

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(Endless());
            await batch.WaitAsync(5);
            await run.StopAsync();

            var result = await run.Completion;
            result.Counts.Should().Be(new BatchCounts(1, 1, 0, 0, 0, 0));
            result.Termination.Should().Be(BatchTermination.Stopped);
        });

        async IAsyncEnumerable<string> Endless()
        {
            yield return "item-0";
            await Task.Delay(TimeSpan.FromDays(1), batch.Time);
        }
    }

    [Fact]
    public async Task EnsureCompleted_EndedEarly_ThrowsWithTheReason()
    {
        var batch = new VirtualBatch((_, _) => FailureClass.Unauthorized);

        var result = await batch.RunAsync(items: 3);

        result.Invoking(static ended => ended.EnsureCompleted()).Should().Throw<BatchIncompleteException>().WithMessage("*FailedFast*Unauthorized*");
    }

    [Fact]
    public async Task EnsureAllSucceeded_OneFailed_Throws()
    {
        var batch = new VirtualBatch((item, _) => item == "item-1" ? FailureClass.InvalidRequest : ScriptedAnswer.Ok);

        var result = await batch.RunAsync(items: 3);

        result.Invoking(static ended => ended.EnsureCompleted()).Should().NotThrow();
        result.Invoking(static ended => ended.EnsureAllSucceeded()).Should().Throw<BatchIncompleteException>().WithMessage("1 of 3 items*");
    }
}
