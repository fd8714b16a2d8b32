using System.Text;
using System.Text.Json;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class JournalTests
{
    private readonly CheckpointSandbox _sandbox = new();

    [Fact]
    public void Append_SeveralGroups_NumbersThemAllInARow()
    {
        using var checkpoint = _sandbox.Open();

        checkpoint.Journal.Append([CheckpointSandbox.Ok("a"), CheckpointSandbox.Ok("b")]).Should().Be(1);
        checkpoint.Journal.Append([CheckpointSandbox.Fail("c")]).Should().Be(3);

        checkpoint.Journal.LastSequence.Should().Be(3);
    }

    [Fact]
    public void Append_AGroup_IsOneSyncAndSaysWhatWasDurable()
    {
        using var checkpoint = _sandbox.Open();
        var before = _sandbox.Memory.Syncs;

        checkpoint.Journal.Append([CheckpointSandbox.Ok("a"), CheckpointSandbox.Ok("b")]);
        checkpoint.Journal.Append([CheckpointSandbox.Ok("c")]);

        (_sandbox.Memory.Syncs - before).Should().Be(2);
        _sandbox.JournalLines().Skip(1).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("d").GetInt64()).Should().Equal(0, 0, 2);
    }

    [Fact]
    public void Append_Nothing_ChangesNothing()
    {
        using var checkpoint = _sandbox.Open();
        checkpoint.Journal.MarkDone(default);
        var before = _sandbox.Journal();

        checkpoint.Journal.Append([]).Should().Be(1);

        checkpoint.Journal.Finished.Should().BeTrue();
        _sandbox.Journal().Should().Equal(before);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(200)]
    public void Append_WhenTheDiskIsFull_ThrowsAndKeepsWhatWasThere(int bytesFree)
    {
        using (var checkpoint = _sandbox.Open())
        {
            checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
            _sandbox.Memory.BytesFree = bytesFree;
            var append = () => checkpoint.Journal.Append([CheckpointSandbox.Ok("b"), CheckpointSandbox.Ok("c")]);
            append.Should().Throw<IOException>().WithMessage("No space left*");
        }

        _sandbox.Memory.BytesFree = long.MaxValue;
        using var again = _sandbox.Open();
        again.Known.Count.Should().Be(1);
        again.Recovery.LostAcknowledged.Should().Be(0);
    }

    [Fact]
    public void Read_AKnownItem_GivesTheWholeOutcome()
    {
        var entry = CheckpointSandbox.Ok("id/é", "{\"name\":\"Ada\",\"c\":[1,{}]}");
        _sandbox.Record([CheckpointSandbox.Fail("other"), entry]);

        using var checkpoint = _sandbox.Open();
        checkpoint.Known.TryGet("id/é", out var item).Should().BeTrue();
        var record = checkpoint.Journal.Read(item);

        record.Should().BeEquivalentTo(new { Sequence = 2, entry.Id, entry.Status, entry.Attempts, entry.Usage, entry.CostUsd });
        Encoding.UTF8.GetString(record.ResultJson.Span).Should().Be("{\"name\":\"Ada\",\"c\":[1,{}]}");
    }

    [Fact]
    public void Read_ALineThatWasDamagedMeanwhile_Throws()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a"), CheckpointSandbox.Ok("b")]);
        using var checkpoint = _sandbox.Open();
        checkpoint.Known.TryGet("a", out var item);
        checkpoint.Known.TryGet("b", out _);
        using var file = _sandbox.Files.Open(_sandbox.PathOf(BatchDirectory.JournalName));
        file.Write("?"u8, item.Place + 30);

        var read = () => checkpoint.Journal.Read(item);

        read.Should().Throw<CheckpointException>().Which.Problem.Should().Be(CheckpointProblem.Damaged);
    }

    [Fact]
    public void Read_WhileOthersAppend_GivesWhatWasRecorded()
    {
        _sandbox.Record([.. Enumerable.Range(0, 50).Select(i => CheckpointSandbox.Ok($"{i}", $"{i}"))]);
        using var checkpoint = _sandbox.Open();
        var known = Enumerable.Range(0, 50).Select(i => checkpoint.Known.TryGet($"{i}", out var item) ? item : default).ToArray();

        Parallel.Invoke(
            () => Enumerable.Range(0, 200).ToList().ForEach(i => checkpoint.Journal.Append([CheckpointSandbox.Ok($"new {i}")])),
            () => known.Should().OnlyContain(item => checkpoint.Journal.Read(item).Sequence == item.Sequence));
    }

    [Fact]
    public void MarkDone_AtTheEnd_WritesTheTotalsAndIsFoundAgain()
    {
        using (var checkpoint = _sandbox.Open())
        {
            checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
            checkpoint.Journal.Finished.Should().BeFalse();
            checkpoint.Journal.MarkDone(new BatchCounts(3, 1, 1, 1, 0, 0));
            checkpoint.Journal.Finished.Should().BeTrue();
        }

        _sandbox.JournalLines()[^1].Should().Contain("\"t\":\"done\",\"last\":1,\"d\":1,\"accepted\":3,\"succeeded\":1,\"failed\":1,\"skipped\":1,\"aborted\":0,\"replayed\":0");
        using var again = _sandbox.Open();
        again.Journal.Finished.Should().BeTrue();
        again.Journal.Append([CheckpointSandbox.Ok("b")]);
        again.Journal.Finished.Should().BeFalse();
    }

    [Fact]
    public void Append_ManyWarmLines_AllocatesNextToNothing()
    {
        using var checkpoint = _sandbox.Open();
        MakeRoom();
        var entries = Enumerable.Range(0, 100).Select(i => CheckpointSandbox.Ok($"item {i}")).ToArray();
        checkpoint.Journal.Append(entries);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10; i++)
        {
            checkpoint.Journal.Append(entries);
        }

        ((GC.GetAllocatedBytesForCurrentThread() - before) / 1000).Should().BeLessThan(64);
    }

    /// <summary>Gives the file in memory all the room it will need, so that only the journal's own memory counts.</summary>
    private void MakeRoom()
    {
        using var journal = _sandbox.Files.Open(_sandbox.PathOf(BatchDirectory.JournalName));
        var length = journal.Length;
        journal.SetLength(4 << 20);
        journal.SetLength(length);
    }
}
