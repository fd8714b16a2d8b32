using Microsoft.Extensions.Logging.Testing;
using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>The rules of resuming, through the engine: a first run, then another over the same files.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class ResumeTests
{
    private readonly MemoryCheckpointFiles _files = new();

    [Fact]
    public async Task ProcessAsync_FinishedBatch_MakesNoCallAndHandsOutWhatIsRecorded()
    {
        var first = await Batch().RunAsync(items: 25);
        var again = Batch();

        var result = await again.RunAsync(items: 25);

        again.Provider.Calls.Should().BeEmpty();
        result.Counts.Should().Be(new BatchCounts(25, 25, 0, 0, 0, Replayed: 25));
        result.Outcomes.Should().OnlyContain(static outcome => outcome.Replayed && outcome.Value == "answer" && outcome.Attempts == 1);
        result.Outcomes.Select(static outcome => outcome.Sequence).Should().Equal(Enumerable.Range(26, 25).Select(static number => (long)number), "numbers grow over all runs");
    }

    [Fact]
    public async Task ProcessAsync_ExtendedAndReorderedInput_CallsOnlyTheNewItems()
    {
        await Batch().RunAsync(["a", "b", "c"]);
        var again = Batch();

        var result = await again.RunAsync(["d", "c", "a", "b"]);

        again.Provider.Calls.Select(static call => call.Item).Should().Equal("d");
        result.Outcomes.Select(static outcome => outcome.Id).Should().Equal("d", "c", "a", "b");
        result.Counts.Replayed.Should().Be(3);
    }

    [Fact]
    public async Task ProcessAsync_RecordedItemsNotInTheInput_AreKeptAndReported()
    {
        await Batch().RunAsync(["a", "b", "c"]);

        var shorter = await Batch().RunAsync(["b"]);
        var whole = Batch();
        await whole.RunAsync(["a", "b", "c"]);

        shorter.Orphaned.Should().Be(2);
        whole.Provider.Calls.Should().BeEmpty();
    }

    [Theory]
    [InlineData(FailureClass.RateLimited, true)]
    [InlineData(FailureClass.ConcurrencyLimited, true)]
    [InlineData(FailureClass.Overloaded, true)]
    [InlineData(FailureClass.ServerError, true)]
    [InlineData(FailureClass.Network, true)]
    [InlineData(FailureClass.Timeout, true)]
    [InlineData(FailureClass.InvalidResponse, true)]
    [InlineData(FailureClass.Unknown, true)]
    [InlineData(FailureClass.Local, true)]
    [InlineData(FailureClass.QuotaExhausted, true)]
    [InlineData(FailureClass.Unauthorized, true)]
    [InlineData(FailureClass.Configuration, true)]
    [InlineData(FailureClass.InvalidRequest, false)]
    [InlineData(FailureClass.TooLarge, false)]
    [InlineData(FailureClass.ContentFiltered, false)]
    public async Task ProcessAsync_RecordedFailure_RunsAgainUnlessItIsATombstone(FailureClass failure, bool runsAgain)
    {
        await Batch((_, _) => failure).RunAsync(["a"]);
        var again = Batch();

        var result = await again.RunAsync(["a"]);

        again.Provider.Calls.Should().HaveCount(runsAgain ? 1 : 0);
        var outcome = result.Outcomes.Should().ContainSingle().Subject;
        outcome.Replayed.Should().Be(!runsAgain);
        outcome.Status.Should().Be(runsAgain ? ItemStatus.Succeeded : ItemStatus.Failed);
        outcome.Failure?.Class.Should().Be(failure);
    }

    [Fact]
    public async Task ProcessAsync_RetryFailedAll_RunsTombstonesAgain()
    {
        await Batch((_, _) => FailureClass.InvalidRequest).RunAsync(["a"]);
        var again = Batch();

        var result = await again.RunAsync(["a"], new() { RetryFailed = RetryFailed.All });

        result.EnsureAllSucceeded();
        again.Provider.Calls.Should().ContainSingle().Which.Attempt.Should().Be(2);
    }

    [Fact]
    public async Task ProcessAsync_RetryFailedNone_ReplaysTransientFailures()
    {
        await Batch((_, _) => FailureClass.ServerError).RunAsync(["a"]);
        var again = Batch();

        var result = await again.RunAsync(["a"], new() { RetryFailed = RetryFailed.None });

        again.Provider.Calls.Should().BeEmpty();
        result.Failed.Should().ContainSingle().Which.Should().Match<ItemOutcome<string, string>>(static outcome => outcome.Replayed && outcome.Attempts == 3);
    }

    [Fact]
    public async Task ProcessAsync_RunAgain_DecidesForEveryRecordedItem()
    {
        await Batch((item, _) => item == "b" ? FailureClass.InvalidRequest : ScriptedAnswer.Ok with { Value = item.ToUpperInvariant() }).RunAsync(["a", "b", "c"]);
        var again = Batch();

        await again.RunAsync(["a", "b", "c"], new() { RunAgain = static recorded => recorded.Failure is not null || recorded.ResultJson.Span.SequenceEqual("\"C\""u8) });

        again.Provider.Calls.Select(static call => call.Item).Should().BeEquivalentTo("b", "c");
    }

    [Fact]
    public async Task ProcessAsync_AdmitNewItemsOff_SkipsWhatTheCheckpointDoesNotKnow()
    {
        await Batch().RunAsync(["a"]);
        var again = Batch();

        var result = await again.RunAsync(["a", "b"], new() { AdmitNewItems = false });

        again.Provider.Calls.Should().BeEmpty();
        result.Outcomes[1].Status.Should().Be(ItemStatus.Skipped);
        result.Outcomes[1].Failure!.Message.Should().Contain("AdmitNewItems");
    }

    [Fact]
    public async Task ProcessAsync_SkippedBefore_RunsWhenItIsAdmitted()
    {
        await Batch().RunAsync(["a"], new() { AdmitNewItems = false });
        var again = Batch();

        await again.RunAsync(["a"]);

        again.Provider.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task ProcessAsync_ChangedContentOfAKnownId_RunsAgainAndSupersedes()
    {
        await WithFingerprint("v1").RunAsync(["a"]);
        var changed = WithFingerprint("v2", "new answer");
        var third = WithFingerprint("v2");

        await changed.RunAsync(["a"]);
        var result = await third.RunAsync(["a"]);

        changed.Provider.Calls.Should().ContainSingle();
        third.Provider.Calls.Should().BeEmpty();
        result.Values.Should().Equal("new answer");

        VirtualBatch WithFingerprint(string version, string answer = "answer")
        {
            var batch = Batch((_, _) => ScriptedAnswer.Ok with { Value = answer });
            batch.Hooks.ItemFingerprint = item => item + version;
            return batch;
        }
    }

    [Fact]
    public async Task ProcessAsync_AttemptsUsageAndCost_AddUpOverRestarts()
    {
        ScriptedAnswer Answer(BatchFailure? failure) => new() { Failure = failure, Usage = new TokenUsage(1_000_000, 0) };
        await Priced((_, _) => Answer(new(FailureClass.ServerError))).RunAsync(["a"]);
        var again = Priced((_, _) => Answer(failure: null));

        var result = await again.RunAsync(["a"]);

        var outcome = result.Succeeded.Should().ContainSingle().Subject;
        outcome.Attempts.Should().Be(4);
        outcome.Usage.Should().Be(new TokenUsage(4_000_000, 0));
        outcome.CostUsd.Should().Be(8);
        again.Provider.Calls.Should().ContainSingle().Which.Attempt.Should().Be(4);
        again.Provider.Calls[0].Previous!.Class.Should().Be(FailureClass.ServerError);

        VirtualBatch Priced(Func<string, int, ScriptedAnswer> script)
        {
            var batch = Batch(script);
            batch.Options.Model = "m";
            batch.Options.Prices["m"] = new ModelPrice { InputPerMillion = 2 };
            return batch;
        }
    }

    [Fact]
    public async Task ProcessAsync_LostAnswersOverRestarts_KeepTheIdempotencyKeyAndAskedForOnesChangeIt()
    {
        var first = Batch((_, _) => FailureClass.Network);
        var second = Batch();
        var third = Batch();

        await first.RunAsync(["a"]);
        await second.RunAsync(["a"]);
        await third.RunAsync(["a"], new() { RunAgain = static _ => true });

        var key = first.Provider.Calls[0].IdempotencyKey;
        second.Provider.Calls[0].IdempotencyKey.Should().Be(key);
        third.Provider.Calls[0].IdempotencyKey.Should().NotBe(key);
    }

    [Fact]
    public async Task ProcessAsync_PartOfTheCostUnknown_SaysUnknownAndNotLess()
    {
        var unpriced = Batch((_, _) => new ScriptedAnswer { Failure = new(FailureClass.ServerError), Usage = new TokenUsage(1_000_000, 0) });
        await unpriced.RunAsync(["a"]);
        var priced = Batch((_, _) => ScriptedAnswer.Ok with { Usage = new TokenUsage(1_000_000, 0) });
        priced.Options.Model = "m";
        priced.Options.Prices["m"] = new ModelPrice { InputPerMillion = 1 };

        var result = await priced.RunAsync(["a"], new() { Resume = ResumeMode.Always });

        result.Succeeded.Should().ContainSingle().Which.CostUsd.Should().BeNull();
        result.Succeeded[0].Usage!.Value.InputTokens.Should().Be(4_000_000);
    }

    [Fact]
    public async Task ProcessAsync_UsersPartNamedLikeOurs_Guards()
    {
        await Batch().RunAsync(["a"], new() { Fingerprint = { ["result type"] = "v1" } });

        await Batch().Awaiting(static batch => batch.RunAsync(["a"], new() { Fingerprint = { ["result type"] = "v2" } }))
            .Should().ThrowAsync<CheckpointException>().WithMessage("*v1*v2*");
    }

    [Fact]
    public async Task ProcessAsync_DiskFailsWhileStopping_KeepsTheCause()
    {
        var batch = Batch();

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(30));
            await batch.WaitAsync(0.5);
            var stopping = run.StopAsync();
            _files.FailSyncAt = 1;
            _files.FailSyncsForEver = true;
            await stopping;

            (await FluentActions.Awaiting(() => run.Completion).Should().ThrowAsync<CheckpointException>()).Which.InnerException.Should().BeAssignableTo<IOException>();
        });
    }

    [Fact]
    public async Task ProcessAsync_DoneLineFails_IsAStorageErrorToo()
    {
        await Batch().RunAsync(["a"]);
        var syncs = _files.Syncs;
        var files = new MemoryCheckpointFiles { FailSyncAt = syncs, FailSyncsForEver = true };
        var batch = new VirtualBatch(script: null, files) { Options = { BatchId = "batch", Processing = { Checkpoint = { Enabled = true } } } };

        var thrown = await batch.Awaiting(static failing => failing.RunAsync(["a"])).Should().ThrowAsync<CheckpointException>();

        thrown.Which.Problem.Should().Be(CheckpointProblem.StorageBlocked);
        thrown.Which.Unsaved.Should().BeEmpty("the outcome itself was saved before");
    }

    [Fact]
    public async Task ProcessAsync_EqualItemsWithoutACheckpoint_HaveTheirOwnIdempotencyKeys()
    {
        var batch = new VirtualBatch();
        batch.Hooks.ItemId = null;

        await batch.RunAsync(["a", "a"]);

        batch.Provider.Calls.Select(static call => call.IdempotencyKey).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task ProcessAsync_Stopped_ResumesWithWhatWasLeft()
    {
        var first = Batch();
        first.Options.Concurrency.MaxWorkers = 5;
        await first.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(40));
            await first.WaitAsync(2.5);
            await run.StopAsync();
        });
        var again = Batch();

        var result = await again.RunAsync(items: 40);

        result.EnsureAllSucceeded();
        result.Counts.Replayed.Should().Be(15);
        again.Provider.Calls.Should().HaveCount(25).And.OnlyContain(call => first.Provider.Calls.All(before => before.Item != call.Item));
    }

    [Fact]
    public async Task ProcessAsync_DuplicateId_FailsTheSecondAndGoesOn()
    {
        var batch = Batch();

        var result = await batch.RunAsync(["a", "b", "a"]);

        result.Termination.Should().Be(BatchTermination.Completed);
        result.Outcomes[2].Failure!.Class.Should().Be(FailureClass.DuplicateId);
        batch.Provider.Calls.Should().HaveCount(2);
        result.FailuresByClass.Should().ContainKey(FailureClass.DuplicateId);
    }

    [Fact]
    public async Task ProcessAsync_DuplicateIdOnResume_NeverHidesTheFirst()
    {
        await Batch().RunAsync(["a", "a"]);
        var again = Batch();

        var result = await again.RunAsync(["a", "a"]);

        again.Provider.Calls.Should().BeEmpty();
        result.Outcomes.Select(static outcome => outcome.Status).Should().Equal(ItemStatus.Succeeded, ItemStatus.Failed);
    }

    [Fact]
    public async Task ProcessAsync_DuplicateIdSkipped_IsNoFailure()
    {
        var batch = Batch();
        batch.Options.Duplicates = DuplicatePolicy.Skip;

        var result = await batch.RunAsync(["a", "a"]);

        result.Counts.Should().Be(new BatchCounts(2, 1, 0, 1, 0, 0));
    }

    [Fact]
    public async Task ProcessAsync_DuplicateIdUnchecked_RunsBoth()
    {
        var batch = Batch();
        batch.Options.Duplicates = DuplicatePolicy.Unchecked;

        await batch.RunAsync(["a", "a"]);

        batch.Provider.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task ProcessAsync_EqualItemsWithoutASelector_AreDifferentItemsAndAllReplay()
    {
        await WithoutSelector().RunAsync(["a", "a", "b", "a"]);
        var again = WithoutSelector();

        var result = await again.RunAsync(["b", "a", "a", "a", "a"]);

        again.Provider.Calls.Should().ContainSingle("one more 'a' than before");
        result.Outcomes.Select(static outcome => outcome.Id).Should().OnlyHaveUniqueItems();

        VirtualBatch WithoutSelector()
        {
            var batch = Batch();
            batch.Hooks.ItemId = null;
            return batch;
        }
    }

    [Fact]
    public async Task ProcessAsync_OtherFingerprint_NamesEachPartRecordedAndWanted()
    {
        await Batch().RunAsync(["a"], new() { Fingerprint = { ["prompt"] = "v1", ["gone"] = "x" } });
        var again = Batch();

        var thrown = await again.Awaiting(batch => batch.RunAsync(["a"], new() { Fingerprint = { ["prompt"] = "v2" } })).Should().ThrowAsync<CheckpointException>();

        thrown.Which.Problem.Should().Be(CheckpointProblem.Mismatch);
        thrown.Which.DifferingParts.Should().BeEquivalentTo(new Dictionary<string, (string?, string?)> { ["prompt"] = ("v1", "v2"), ["gone"] = ("x", null) });
        thrown.Which.Message.Should().Contain("prompt").And.Contain("v1").And.Contain("v2").And.Contain("gone");
        again.Provider.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task ProcessAsync_OtherModel_IsRefusedByName()
    {
        var first = Batch();
        first.Options.Model = "old";
        await first.RunAsync(["a"]);
        var again = Batch();
        again.Options.Model = "new";

        await again.Awaiting(static batch => batch.RunAsync(["a"])).Should().ThrowAsync<CheckpointException>().WithMessage("*model*old*new*");
    }

    [Fact]
    public async Task ProcessAsync_ResumeAlways_KeepsWhatIsDoneWhateverTheFingerprint()
    {
        await Batch().RunAsync(["a"], new() { Fingerprint = { ["prompt"] = "v1" } });
        var again = Batch();

        await again.RunAsync(["a", "b"], new() { Fingerprint = { ["prompt"] = "v2" }, Resume = ResumeMode.Always });

        again.Provider.Calls.Select(static call => call.Item).Should().Equal("b");
    }

    [Fact]
    public async Task ProcessAsync_StartNew_BeginsAgainAndDeletesNothing()
    {
        await Batch().RunAsync(["a"]);
        var before = Bytes();
        var again = Batch();

        await again.RunAsync(["a"], new() { Resume = ResumeMode.StartNew });

        again.Provider.Calls.Should().ContainSingle();
        Bytes().Should().BeGreaterThan(before);
    }

    [Fact]
    public async Task ProcessAsync_WithoutBatchId_ResumesAnUnfinishedBatchButNeverAFinishedOne()
    {
        var first = Unnamed();
        await first.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(40));
            await first.WaitAsync(1.5);
            await run.StopAsync();
        });
        var second = Unnamed();
        var third = Unnamed();

        var finished = await second.RunAsync(items: 40);
        var fresh = await third.RunAsync(items: 40);

        finished.Counts.Replayed.Should().Be(40);
        fresh.Counts.Replayed.Should().Be(0);
        third.Provider.Calls.Should().HaveCount(40);
        fresh.BatchId.Should().NotBe(finished.BatchId);
    }

    [Fact]
    public async Task ProcessAsync_WithoutBatchIdAndOtherFingerprint_StartsANewOne()
    {
        var first = Unnamed((_, _) => FailureClass.Unauthorized);
        await first.RunAsync(["a"], new() { Fingerprint = { ["prompt"] = "v1" } });
        var again = Unnamed();

        var result = await again.RunAsync(["a"], new() { Fingerprint = { ["prompt"] = "v2" } });

        result.EnsureAllSucceeded();
    }

    [Fact]
    public async Task ProcessAsync_SecondLiveRunWithoutBatchId_SaysToGiveOne()
    {
        var batch = Unnamed();

        await batch.PlayAsync(async processor =>
        {
            var first = processor.Start(VirtualBatch.Items(5));
            await batch.WaitAsync(0.5);

            var thrown = await FluentActions.Awaiting(() => processor.ProcessAsync(VirtualBatch.Items(5))).Should().ThrowAsync<CheckpointException>();
            thrown.Which.Problem.Should().Be(CheckpointProblem.Locked);
            thrown.Which.Message.Should().Contain("BatchId");
            await first.Completion;
        });
    }

    [Fact]
    public async Task ProcessAsync_FirstReplayWithoutAnyFingerprint_WarnsOnce()
    {
        using var logs = new FakeLoggerProvider();
        await Batch().RunAsync(["a"]);
        var again = Batch();
        again.Hooks.LoggerFactory = new Microsoft.Extensions.Logging.LoggerFactory([logs]);

        await again.RunAsync(["a"]);

        logs.Collector.GetSnapshot().Where(static entry => entry.Id.Id == 450).Should().ContainSingle().Which.Message.Should().Contain("Fingerprint");
    }

    [Fact]
    public async Task ProcessAsync_RecordedResultThatDoesNotFit_IsFailedAndNotPaidForAgain()
    {
        var time = new VirtualTimeProvider();
        var options = new BatchOptions { BatchId = "b" };
        var texts = new OptimisedBatchProcessor<int, Wrapped<string>>(static (item, _) => ValueTask.FromResult(new Wrapped<string>("text")), options, new() { Files = _files, TimeProvider = time });
        var numbers = new OptimisedBatchProcessor<int, Wrapped<int>>(static (item, _) => ValueTask.FromResult(new Wrapped<int>(1)), options, new() { Files = _files, TimeProvider = time });
        await time.RunAsync(() => texts.ProcessAsync([1]));

        var result = await time.RunAsync(() => numbers.ProcessAsync([1], new() { Resume = ResumeMode.Always }));

        result.Failed.Should().ContainSingle().Which.Failure!.ResponseText.Should().Contain("text");
    }

    [Fact]
    public async Task ProcessAsync_StorageFails_AcknowledgesNothingAndHandsOverWhatWasPaid()
    {
        var batch = Batch();
        List<string> handed = [];

        await batch.PlayAsync(async processor =>
        {
            var reading = async () =>
            {
                await foreach (var outcome in processor.StreamAsync(VirtualBatch.Items(100)))
                {
                    handed.Add(outcome.Id);
                    _files.FailSyncAt = 1;
                    _files.FailSyncsForEver = true;
                }
            };

            var thrown = (await reading.Should().ThrowAsync<CheckpointException>()).Which;
            thrown.Problem.Should().Be(CheckpointProblem.StorageBlocked);
            var called = batch.Provider.Calls.Select(static call => call.Item).Distinct(StringComparer.Ordinal);
            thrown.Unsaved.Select(static outcome => outcome.Id).Concat(handed).Should().BeEquivalentTo(called);
            thrown.Unsaved.Should().OnlyContain(static outcome => outcome.ResultJson.Length > 0);
        });
    }

    [Fact]
    public async Task ProcessAsync_UnwritableDirectory_IsFoundBeforeTheFirstCall()
    {
        _files.IsReadOnly = true;
        var batch = Batch();

        var thrown = await batch.Awaiting(static refused => refused.RunAsync(["a"])).Should().ThrowAsync<CheckpointException>();

        thrown.Which.Problem.Should().Be(CheckpointProblem.StorageBlocked);
        batch.Provider.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task ProcessAsync_MoreResultsThanTheIntervalWaitForTheDisk_StartsNoCall()
    {
        var batch = Batch();
        batch.Options.Processing.Checkpoint.Interval = 1;

        var result = await batch.RunAsync(items: 200);

        result.EnsureAllSucceeded();
    }

    private long Bytes() => _files.Content.Values.Sum(static content => content.LongLength);

    private VirtualBatch Batch(Func<string, int, ScriptedAnswer>? script = null)
    {
        var batch = Unnamed(script);
        batch.Options.BatchId = "batch";
        return batch;
    }

    private VirtualBatch Unnamed(Func<string, int, ScriptedAnswer>? script = null)
    {
        var batch = new VirtualBatch(script, _files);
        batch.Options.Processing.Checkpoint.Enabled = true;
        return batch;
    }

    private sealed record Wrapped<T>(T Value);
}
