using System.Text;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>A journal written anew says the same, in less, whatever kills it meanwhile.</summary>
public sealed class ManagerCompactTests
{
    private const int Items = 120;

    private readonly CheckpointSandbox _sandbox = new(new MemoryCheckpointFiles { TracksPower = true });

    private CheckpointManager Sut => new(_sandbox.Directory, _sandbox.Files, _sandbox.Time);

    [Fact]
    public async Task CompactAsync_WhatNoLongerCounts_IsDropped()
    {
        Record();
        var before = Contents(_sandbox);
        var bytes = Bytes();

        await Sut.CompactAsync("batch", 4096, default);

        Contents(_sandbox).Should().Equal(before);
        Bytes().Should().BeLessThan(bytes / 2);
        _sandbox.Segments().Should().HaveCountGreaterThan(2);
        (await Sut.VerifyAsync("batch")).Should().BeNull();
    }

    [Fact]
    public async Task CompactAsync_AgainAndAgain_ChangesNothingMore()
    {
        Record();
        await Sut.CompactAsync("batch");
        var once = _sandbox.Segments().Single();

        await Sut.CompactAsync("batch");

        _sandbox.Segments().Single().Length.Should().BeCloseTo(once.Length, 200);
    }

    [Fact]
    public async Task CompactAsync_AFinishedBatch_StaysFinished()
    {
        using (var checkpoint = _sandbox.Open())
        {
            checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
            checkpoint.Journal.MarkDone(new BatchCounts(1, 1, 0, 0, 0, 0));
        }

        await Sut.CompactAsync("batch");

        using var again = _sandbox.Open();
        again.Journal.Finished.Should().BeTrue();
        again.Journal.LastSequence.Should().Be(1);
    }

    [Fact]
    public async Task CompactAsync_LaterDamage_IsNotBlamedOnWhatWasCompacted()
    {
        Record();
        await Sut.CompactAsync("batch");
        var path = _sandbox.Memory.Content.Keys.Single(static file => SegmentName.NumberOf(Path.GetFileName(file)) > 0);
        var journal = _sandbox.Memory.Content[path];
        journal[journal.AsSpan().IndexOf("\"id\":\"item-7\""u8) + 2] ^= 1;
        _sandbox.Memory.Put(path, journal);

        using var checkpoint = _sandbox.Open();

        checkpoint.Recovery.MissingSegments.Should().Be(0);
        checkpoint.Recovery.DamagedRanges.Should().Be(1);
        checkpoint.Known.TryGet("item-7", out _).Should().BeFalse();
        checkpoint.Known.Count.Should().Be(Items - 1);
    }

    [Fact]
    public async Task CompactAsync_LinesOfNewerVersions_AreKept()
    {
        Record();
        var line = new JsonLineBuffer();
        line.BeginLine();
        line.Plain("t"u8, "future"u8);
        line.EndLine();
        var last = _sandbox.Memory.Content.Keys.Last(static file => SegmentName.NumberOf(Path.GetFileName(file)) > 0);
        _sandbox.Memory.Put(last, [.. _sandbox.Memory.Content[last], .. line.Written]);

        await Sut.CompactAsync("batch");

        Encoding.UTF8.GetString(_sandbox.Segments().Single()).Should().Contain("\"t\":\"future\"");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CompactAsync_KilledAtAnyChange_LosesNothing(bool isPowerCut)
    {
        Record();
        var before = Contents(_sandbox);
        for (var changes = 0; ; changes++)
        {
            var files = _sandbox.Memory.AfterKill();
            files.ChangesLeft = changes;
            var survived = await SurvivesAsync(new CheckpointManager(_sandbox.Directory, files).CompactAsync("batch", 4096, default));
            var left = new CheckpointSandbox(isPowerCut ? files.AfterPowerCut() : files.AfterKill());

            Contents(left).Should().Equal(before, "it died at change {0}", changes);
            (await SequencesAsync(left)).Should().BeInAscendingOrder("it died at change {0}", changes).And.HaveCount(Items);
            await new CheckpointManager(_sandbox.Directory, left.Files).CompactAsync("batch");
            Contents(left).Should().Equal(before, "it was compacted after a death at change {0}", changes);
            left.Memory.Content.Keys.Should().NotContain(static path => path.EndsWith(".tmp", StringComparison.Ordinal));
            if (survived)
            {
                return;
            }
        }
    }

    [Fact]
    public async Task CompactAsync_HandOuts_AreTheSameAfterwards()
    {
        Record();
        using (var replaying = _sandbox.Open())
        {
            replaying.BeginHandOuts(cursor: 300);
            replaying.Known.TryGet("item-119", out var known).Should().BeTrue();
            replaying.Journal.Append([JournalEntry.Again(known.Sequence, replaying.HandOuts.Last + 1)]);
        }

        var before = Kept(cursor: 361);

        await Sut.CompactAsync("batch");

        before.Should().Contain("item-119").And.NotContain("item-118");
        Kept(cursor: 361).Should().Equal(before);
    }

    [Fact]
    public async Task CompactAsync_WhileItRuns_IsRefused()
    {
        using var live = _sandbox.Open();

        var thrown = await Sut.Awaiting(static sut => sut.CompactAsync("batch")).Should().ThrowAsync<CheckpointException>();

        thrown.Which.Problem.Should().Be(CheckpointProblem.Locked);
    }

    [Fact]
    public async Task CompactAsync_ARunMeanwhile_IsToldWhoHoldsTheBatch()
    {
        Record();
        _sandbox.Memory.Put(_sandbox.PathOf(CheckpointOwner.FileName), "{\"host\":\"gone\",\"pid\":1}"u8.ToArray());
        CheckpointException? refused = null;
        var files = new WatchedFiles(_sandbox.Files)
        {
            Opening = _ => refused ??= _sandbox.Invoking(static sandbox => sandbox.Open()).Should().Throw<CheckpointException>().Which,
        };

        await new CheckpointManager(_sandbox.Directory, files).CompactAsync("batch");

        refused!.Problem.Should().Be(CheckpointProblem.Locked);
        refused.Message.Should().Contain($"process {Environment.ProcessId} on host").And.NotContain("gone");
    }

    [Fact]
    public async Task CompactAsync_DamageNobodyWasToldOf_IsKeptAndLeftForTheNextRunToTell()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")], [CheckpointSandbox.Ok("b")], [CheckpointSandbox.Ok("c")]);
        var journal = _sandbox.Journal();
        journal[journal.AsSpan().IndexOf("\"id\":\"b\""u8) + 2] ^= 1;
        _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName), journal);

        await Sut.CompactAsync("batch");

        (await Sut.VerifyAsync("batch")).Should().Be("numbers 2");
        using var checkpoint = _sandbox.Open();
        checkpoint.Recovery.LostAcknowledged.Should().Be(1);
        _sandbox.Memory.Content.Keys.Should().Contain(static path => path.EndsWith(".bin", StringComparison.Ordinal));
    }

    [Fact]
    public void Open_WhatAKilledCompactionLeft_IsDeleted()
    {
        Record();
        _sandbox.Memory.Put(_sandbox.PathOf("results-000014.jsonl.tmp"), [1, 2, 3]);
        _sandbox.Memory.Put(_sandbox.PathOf("notes.jsonl.tmp"), [1, 2, 3]);

        _sandbox.Open().Dispose();

        _sandbox.Memory.Content.Keys.Where(static path => path.EndsWith(".tmp", StringComparison.Ordinal)).Should().Equal(_sandbox.PathOf("notes.jsonl.tmp"));
    }

    [Fact]
    public async Task CompactAsync_FullSegments_GetTheirIndexes()
    {
        Record();
        await Sut.CompactAsync("batch", 4096, default);

        _sandbox.Open().Dispose();

        _sandbox.Memory.Content.Keys.Count(static file => SegmentName.IsIndex(Path.GetFileName(file))).Should().Be(_sandbox.Segments().Length - 1);
    }

    [Fact]
    public async Task CompactAsync_DiskFull_LeavesEverythingAsItWas()
    {
        Record();
        var before = _sandbox.Memory.Content;
        _sandbox.Memory.BytesFree = 5000;

        await Sut.Awaiting(static sut => sut.CompactAsync("batch", 4096, default)).Should().ThrowAsync<IOException>();

        _sandbox.Memory.Content.Should().BeEquivalentTo(before);
    }

    /// <summary>Every item failed twice before it succeeded.</summary>
    private void Record()
    {
        _sandbox.Rules = _sandbox.Rules with { SegmentBytes = 4096 };
        var names = Enumerable.Range(0, Items).Select(static number => $"item-{number}").ToList();
        _sandbox.Record([
            .. names.Select(static name => CheckpointSandbox.Fail(name)).Chunk(7),
            .. names.Select(static name => CheckpointSandbox.Fail(name)).Chunk(7),
            .. names.Select(static name => CheckpointSandbox.Ok(name, $"\"{name}\"")).Chunk(7)]);
    }

    private static async Task<bool> SurvivesAsync(Task compaction)
    {
        try
        {
            await compaction;
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>What a run finds: every outcome by id, and no loss.</summary>
    private static List<string> Contents(CheckpointSandbox sandbox)
    {
        using var checkpoint = new CheckpointSandbox(sandbox.Memory.AfterKill()).Open();
        checkpoint.Recovery.LostAcknowledged.Should().Be(0);
        checkpoint.Recovery.MissingSegments.Should().Be(0);
        checkpoint.Known.Count.Should().Be(Items);
        return [.. Enumerable.Range(0, Items).Select(number => Content(checkpoint, $"item-{number}")), $"{checkpoint.Journal.LastSequence}"];
    }

    private static async Task<List<long>> SequencesAsync(CheckpointSandbox sandbox) =>
        await new CheckpointManager(sandbox.Directory, sandbox.Files).ReadAsync("batch").Select(static outcome => outcome.Sequence).ToListAsync();

    private static string Content(OpenCheckpoint checkpoint, string id)
    {
        checkpoint.Known.TryGet(id, out var known).Should().BeTrue(id);
        var record = checkpoint.Journal.Read(known);
        return $"{id} {record.Sequence} {record.Status} {record.CostUsd} {Encoding.UTF8.GetString(record.ResultJson.Span)}";
    }

    private List<string> Kept(long cursor)
    {
        using var checkpoint = new CheckpointSandbox(_sandbox.Memory.AfterKill()).Open();
        checkpoint.BeginHandOuts(cursor);
        return [.. Enumerable.Range(0, Items).Select(static number => $"item-{number}").Where(id =>
            checkpoint.Known.TryGet(id, out var known) && checkpoint.HandOuts.IsKept(known.Sequence, checkpoint.Journal.Read(known).Sequence))];
    }

    private long Bytes() => _sandbox.Segments().Sum(static segment => segment.LongLength);
}
