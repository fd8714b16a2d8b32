using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>What a store that saves its cursor is handed out, through the engine. One worker: items end in input order.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class ReplayAfterTests
{
    private MemoryCheckpointFiles _files = new();

    [Theory]
    [InlineData(null, "a b c d e", 6)]
    [InlineData(0L, "a b c d e", 6)]
    [InlineData(3L, "d e", 6)]
    [InlineData(5L, "", 6)]
    [InlineData(7L, "", 8)]
    [InlineData(long.MaxValue, "", 6)]
    public async Task StreamAsync_Cursor_HandsOutWhatLayAboveItUnderNewNumbers(long? cursor, string items, long firstNumber)
    {
        await StreamAsync("a b c d e", replayAfter: 0);

        var outcomes = await StreamAsync("a b c d e f", cursor);

        outcomes.Select(static outcome => outcome.Item).Should().Equal([.. Items(items), "f"]);
        outcomes.Select(static outcome => outcome.Sequence).Should().Equal(Enumerable.Range(0, outcomes.Count).Select(i => firstNumber + i));
        outcomes.SkipLast(1).Should().NotContain(static outcome => !outcome.Replayed || outcome.Value != "answer");
    }

    [Fact]
    public async Task StreamAsync_CrashRightAfterTheResume_HandsOutTheSameAgain()
    {
        await StreamAsync("a b c d e", replayAfter: 0);
        await StreamAsync("a b c d e", replayAfter: 3, read: 0);

        var outcomes = await StreamAsync("a b c d e", replayAfter: 3);

        outcomes.Select(static outcome => outcome.Item).Should().Equal("d", "e");
    }

    [Fact]
    public async Task StreamAsync_CursorOfAReplay_NeverSkipsWhatCameBehindIt()
    {
        await StreamAsync("a b c d e", replayAfter: 0);
        var replays = await StreamAsync("e d c b a", replayAfter: 2);

        var outcomes = await StreamAsync("a b c d e", replays[0].Sequence);

        replays.Select(static outcome => (outcome.Item, outcome.Sequence)).Should().Equal(("e", 6), ("d", 7), ("c", 8));
        outcomes.Select(static outcome => (outcome.Item, outcome.Sequence)).Should().Equal(("c", 9), ("d", 10));
    }

    [Fact]
    public async Task StreamAsync_CursorOfAReplayAfterACrash_KnowsWhatWasHandedOut()
    {
        await StreamAsync("a b c d e", replayAfter: 0);
        await StreamAsync("e d c b a", replayAfter: 2, read: 2);

        var outcomes = await StreamAsync("a b c d e", replayAfter: 7);

        outcomes.Select(static outcome => outcome.Item).Should().Equal("c");
    }

    [Fact]
    public async Task StreamAsync_AStoreSetBackToAnEarlierCursor_GetsTheLaterOutcomesAgain()
    {
        await StreamAsync("a b c d e", replayAfter: 0);
        await StreamAsync("a b c d e", replayAfter: 5);

        var outcomes = await StreamAsync("a b c d e", replayAfter: 2);

        outcomes.Select(static outcome => outcome.Item).Should().Equal("c", "d", "e");
    }

    [Fact]
    public async Task StreamAsync_SomebodyLookedWithoutACursorBetween_ChangesNothing()
    {
        await StreamAsync("a b c d e", replayAfter: 0);
        await StreamAsync("e d c b a", replayAfter: null);

        var outcomes = await StreamAsync("a b c d e", replayAfter: 3);

        outcomes.Select(static outcome => outcome.Item).Should().Equal("d", "e");
    }

    [Fact]
    public async Task StreamAsync_TheCursorComesFromARunWithoutOne_HandsOutAllAgainRatherThanSkip()
    {
        await StreamAsync("a b c d e", replayAfter: null);
        var replays = await StreamAsync("e d c b a f", replayAfter: null);

        var outcomes = await StreamAsync("a b c d e f", replays[^1].Sequence);

        replays.Select(static outcome => outcome.Sequence).Should().Equal(6, 7, 8, 9, 10, 11);
        outcomes.Select(static outcome => (outcome.Item, outcome.Sequence)).Should().Equal(("a", 12), ("b", 13), ("c", 14), ("d", 15), ("e", 16));
    }

    [Fact]
    public async Task StreamAsync_ARetriedFailure_IsASecondOutcomeOfItsItem()
    {
        var first = await StreamAsync("a b c", replayAfter: 0, static (item, _) => item == "b" ? FailureClass.ServerError : ScriptedAnswer.Ok);

        var outcomes = await StreamAsync("a b c", first[^1].Sequence);

        var again = outcomes.Should().ContainSingle().Subject;
        again.Should().BeEquivalentTo(new { Id = "b", IsSuccess = true, Replayed = false, Sequence = 4L, Attempts = 4 });
    }

    [Fact]
    public async Task StreamAsync_APermanentFailureTheStoreHas_IsNotHandedOutAgain()
    {
        var first = await StreamAsync("a b c", replayAfter: 0, static (item, _) => item == "b" ? FailureClass.ContentFiltered : ScriptedAnswer.Ok);

        (await StreamAsync("a b c", first[^1].Sequence)).Should().BeEmpty();
        (await StreamAsync("a b c", replayAfter: 0)).Should().Contain(static outcome => outcome.Status == ItemStatus.Failed && outcome.Replayed);
    }

    [Fact]
    public async Task StreamAsync_TheCursorOfABatchThatIsGone_IsNeverUsedTwice()
    {
        var outcomes = await StreamAsync("a b", replayAfter: 1000);
        var again = await StreamAsync("a b c", replayAfter: 1001);

        outcomes.Select(static outcome => outcome.Sequence).Should().Equal(1001, 1002);
        again.Select(static outcome => (outcome.Item, outcome.Sequence)).Should().Equal(("b", 1003), ("c", 1004));
    }

    [Fact]
    public async Task ProcessAsync_Cursor_CollectsWhatLayAboveItAndCountsTheRest()
    {
        await Batch().RunAsync(Items("a b c d e"), new() { ReplayAfter = 0 });

        var result = await Batch().RunAsync(Items("a b c d e f"), new() { ReplayAfter = 3 });

        result.Outcomes.Select(static outcome => outcome.Item).Should().Equal("d", "e", "f");
        result.Counts.Should().Be(new BatchCounts(6, 6, 0, 0, 0, Replayed: 5));
        result.Termination.Should().Be(BatchTermination.Completed);
    }

    [Fact]
    public async Task Start_Cursor_CollectsWhatLayAboveIt()
    {
        await Batch().RunAsync(Items("a b c"), new() { ReplayAfter = 0 });
        var batch = Batch();
        BatchResult<string, string>? result = null;

        await batch.PlayAsync(async processor => result = await processor.Start(Items("a b c"), new() { ReplayAfter = 2 }).Completion);

        result!.Outcomes.Select(static outcome => (outcome.Item, outcome.Sequence)).Should().Equal(("c", 4));
    }

    [Fact]
    public async Task StreamAsync_ManyBehindTheCursor_NeedNoReaderToGoOn()
    {
        await StreamAsync(string.Join(' ', VirtualBatch.Items(2000)), replayAfter: 0);

        var outcomes = await StreamAsync(string.Join(' ', VirtualBatch.Items(2001)), replayAfter: 2000);

        outcomes.Should().ContainSingle();
    }

    [Fact]
    public async Task ReplayAfter_AFinishedBatchHandedOutAgain_StaysFinished()
    {
        await StreamAsync("a b", replayAfter: 0);
        await StreamAsync("a b", replayAfter: 0, read: 1);

        (await new CheckpointManager(Path.GetFullPath(new CheckpointOptions().Directory), _files).FindAsync("batch"))!
            .Termination.Should().Be(BatchTermination.Completed);
    }

    [Fact]
    public void ReplayAfter_Ordered_IsRefusedAtTheCall() => FluentActions
        .Invoking(() => { _ = Batch().Processor().StreamAsync(Items("a"), new() { ReplayAfter = 0, Ordered = true }); })
        .Should().Throw<ArgumentException>().WithMessage("*ReplayAfter*Ordered*");

    [Fact]
    public void ReplayAfter_WithoutACheckpoint_IsRefusedAtTheCall() => FluentActions
        .Invoking(static () => { _ = new VirtualBatch().Processor().ProcessAsync(Items("a"), new() { ReplayAfter = 0 }); })
        .Should().Throw<ArgumentException>().WithMessage("*ReplayAfter*checkpoint*");

    [Fact]
    public void ReplayAfter_BelowZero_IsRefusedAtTheCall() => FluentActions
        .Invoking(() => { _ = Batch().Processor().Start(Items("a"), new() { ReplayAfter = -1 }); })
        .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*ReplayAfter*");

    private static string[] Items(string items) => items.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private VirtualBatch Batch(Func<string, int, ScriptedAnswer>? script = null) => new(script, _files)
    {
        Options = { BatchId = "batch", Processing = { Checkpoint = { Enabled = true } }, Concurrency = { MaxWorkers = 1 } },
    };

    /// <summary>Reads a stream to its end, or dies after so many outcomes and leaves what a killed process leaves.</summary>
    private async Task<List<ItemOutcome<string, string>>> StreamAsync(
        string items, long? replayAfter, Func<string, int, ScriptedAnswer>? script = null, int read = int.MaxValue)
    {
        List<ItemOutcome<string, string>> outcomes = [];
        var left = _files;
        await Batch(script).PlayAsync(async processor =>
        {
            await foreach (var outcome in processor.StreamAsync(Items(items), new() { ReplayAfter = replayAfter }))
            {
                if (outcomes.Count == read)
                {
                    left = _files.AfterKill();
                    break;
                }

                outcomes.Add(outcome);
            }
        });

        _files = left;
        return outcomes;
    }
}
