using System.Text;
using CsCheck;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>Whatever happens to the bytes of a journal: opening it never fails, loses no intact line, hides no damage.</summary>
public sealed class JournalDamageTests
{
    private const int Items = 12;

    private static readonly JournalEntry[] Entries =
    [
        .. Enumerable.Range(1, Items).Select(i => i % 5 == 0
            ? CheckpointSandbox.Fail($"item {i}")
            : CheckpointSandbox.Ok($"item {i}", $"{{\"text\":\"välue {i}\"}}")),
    ];

    private readonly CheckpointSandbox _sandbox = new();

    public JournalDamageTests()
    {
        _sandbox.Record([.. Entries[..4].Select(entry => new[] { entry })]);
        _sandbox.Record(Entries[4..8], Entries[8..]);
        using var checkpoint = _sandbox.Open();
        checkpoint.Journal.MarkDone(new BatchCounts(Items, 10, 2, 0, 0, 0));
    }

    [Fact]
    public void Open_EveryPrefixTwice_KeepsEveryWholeLineAndAllBytes()
    {
        var whole = _sandbox.Journal();
        for (var length = 0; length <= whole.Length; length++)
        {
            var files = _sandbox.Memory.AfterKill();
            files.Put(_sandbox.PathOf(BatchDirectory.JournalName), whole[..length]);
            var sut = new CheckpointSandbox(files);
            var lines = whole.AsSpan(0, length).Count((byte)'\n') + (length < whole.Length && whole[length] == '\n' ? 1 : 0);
            var expected = Encoding.UTF8.GetString(whole[..length]).Split('\n').Take(lines).Count(line => line.Contains("\"id\":", StringComparison.Ordinal));

            var kept = new List<byte[]>();
            for (var time = 0; time < 2; time++)
            {
                using var checkpoint = sut.Open();
                checkpoint.Known.Count.Should().Be(expected, "the prefix has {0} bytes", length);
                checkpoint.Recovery.LostAcknowledged.Should().Be(0);
                AllValuesAreRight(checkpoint);
                kept.Add(Damaged(files));
            }

            var end = whole.AsSpan(0, length).LastIndexOf((byte)'\n') + 1;
            (kept[0].Length == 0 || kept[0].AsSpan().SequenceEqual(whole.AsSpan(end, length - end))).Should().BeTrue();
            kept[1].Should().Equal(kept[0]);
        }
    }

    [Fact]
    public void Open_AnyFlippedBit_IsReportedAndCostsTwoItemsAtMost()
    {
        var whole = _sandbox.Journal();
        for (var bit = 0; bit < whole.Length * 8; bit += 3)
        {
            var damaged = whole.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            var sut = WithJournal(damaged);

            using var checkpoint = sut.Open();

            var isReported = checkpoint.Recovery.TornBytes > 0 || checkpoint.Recovery.DamagedRanges > 0;
            (isReported || checkpoint.Known.Count == Items).Should().BeTrue("bit {0}", bit);
            checkpoint.Known.Count.Should().BeInRange(Items - 2, Items, "bit {0}", bit);
            checkpoint.Recovery.LostAcknowledged.Should().Be(Items - checkpoint.Known.Count, "bit {0}", bit);
            AllValuesAreRight(checkpoint);
        }
    }

    [Fact]
    public void Open_AnyBytesAnywhere_NeverFailsAndNeverGivesAWrongValue() => Gen.Select(Gen.Int[0, 5000], Gen.Byte.Array[1, 300], Gen.Bool).Sample((at, bytes, isInserted) =>
    {
        var whole = _sandbox.Journal();
        at = Math.Min(at, whole.Length);
        byte[] damaged = [.. whole[..at], .. bytes, .. whole[(isInserted ? at : Math.Min(whole.Length, at + bytes.Length))..]];

        using var checkpoint = WithJournal(damaged).Open();

        AllValuesAreRight(checkpoint);
        checkpoint.Known.Count.Should().BeLessThanOrEqualTo(Items);
    });

    [Fact]
    public void Open_AnyLineDeletedDoubledOrSwapped_IsReportedOrHarmless()
    {
        var lines = _sandbox.JournalLines();
        for (var i = 0; i < lines.Length; i++)
        {
            Check(lines.Where((_, index) => index != i), mayLose: 1);
            Check(lines.SelectMany((line, index) => Enumerable.Repeat(line, index == i ? 2 : 1)), mayLose: 0);
            Check(i == 0 ? lines : [.. lines[..(i - 1)], lines[i], lines[i - 1], .. lines[(i + 1)..]], mayLose: 0);
        }

        void Check(IEnumerable<string> damaged, int mayLose)
        {
            using var checkpoint = WithJournal(Encoding.UTF8.GetBytes(string.Join('\n', damaged) + "\n")).Open();
            var lost = Items - checkpoint.Known.Count;
            lost.Should().BeInRange(0, mayLose);
            checkpoint.Recovery.LostAcknowledged.Should().Be(lost);
            AllValuesAreRight(checkpoint);
        }
    }

    [Fact]
    public void Open_DamageBetweenLines_IsCopiedReportedAndLeftInPlace()
    {
        var damaged = _sandbox.Journal();
        var at = damaged.AsSpan().IndexOf("item 3"u8);
        damaged[at] = (byte)'?';
        var sut = WithJournal(damaged);

        using (var checkpoint = sut.Open())
        {
            checkpoint.Recovery.Should().BeEquivalentTo(new { TornBytes = 0L, DamagedRanges = 1, LostAcknowledged = 1L, NewCopies = 1 });
        }

        sut.Journal().AsSpan(0, damaged.Length).SequenceEqual(damaged).Should().BeTrue();
        Encoding.UTF8.GetString(Damaged(sut.Memory)).Should().Contain("?tem 3");
        sut.Memory.Content.Should().ContainSingle(file => file.Key.EndsWith(".note", StringComparison.Ordinal))
            .Which.Value.Should().StartWith(Encoding.UTF8.GetBytes("From results-000001.jsonl, offset "));
        sut.Logger.Collector.GetSnapshot().Select(entry => entry.Id.Id).Should().Contain([406, 407]);
    }

    [Fact]
    public void Open_OldDamageAgain_IsNotReportedAsNew()
    {
        var damaged = _sandbox.Journal();
        damaged[damaged.AsSpan().IndexOf("item 3"u8)] = (byte)'?';
        var sut = WithJournal(damaged);
        sut.Open().Dispose();

        using var again = sut.Open();

        again.Recovery.Should().BeEquivalentTo(new { DamagedRanges = 1, LostAcknowledged = 0L, NewCopies = 0 });
    }

    [Fact]
    public void Open_AHoleInWhatNobodyWasToldOf_IsNoLostAcknowledgement()
    {
        var sut = new CheckpointSandbox();
        sut.Record(Entries[..3]);
        var damaged = sut.Journal();
        damaged[damaged.AsSpan().IndexOf("item 2"u8)] = 0;
        sut.Memory.Put(sut.PathOf(BatchDirectory.JournalName), damaged);

        using var checkpoint = sut.Open();

        checkpoint.Recovery.Should().BeEquivalentTo(new { LostAcknowledged = 0L, LostUnacknowledged = 1L });
        checkpoint.Journal.Append([Entries[1]]).Should().Be(4);
    }

    [Fact]
    public void Open_ATornTail_IsCutKeptAndNotedOnce()
    {
        _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName), [.. _sandbox.Journal(), .. "{\"c\":\"torn"u8]);

        using var checkpoint = _sandbox.Open();

        checkpoint.Recovery.TornBytes.Should().Be(10);
        Encoding.UTF8.GetString(Damaged(_sandbox.Memory)).Should().Be("{\"c\":\"torn");
        _sandbox.Logger.Collector.GetSnapshot().Should().ContainSingle(entry => entry.Id.Id == 405);
    }

    [Fact]
    public void Open_AnotherTornTailOfTheSameSize_IsKeptToo()
    {
        foreach (var torn in new[] { "{\"c\":\"one", "{\"c\":\"two" })
        {
            var intact = _sandbox.Journal();
            _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName), [.. intact, .. Encoding.UTF8.GetBytes(torn)]);
            _sandbox.Open().Dispose();
            _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName), intact);
        }

        Encoding.UTF8.GetString(Damaged(_sandbox.Memory)).Should().Contain("one").And.Contain("two");
    }

    [Fact]
    public void Open_SkippedAndDuplicateItems_AreNotKnown()
    {
        var sut = new CheckpointSandbox();
        sut.Record(
            [CheckpointSandbox.Ended("skipped", ItemStatus.Skipped), CheckpointSandbox.Fail("twice", FailureClass.DuplicateId), CheckpointSandbox.Ended("aborted", ItemStatus.Aborted)]);

        using var checkpoint = sut.Open();

        checkpoint.Known.Count.Should().Be(1);
        checkpoint.Known.TryGet("aborted", out var item).Should().BeTrue();
        item.Status.Should().Be(ItemStatus.Aborted);
        checkpoint.Journal.LastSequence.Should().Be(3);
    }

    [Fact]
    public void Open_ADuplicateOfARecordedItem_LeavesItsResult()
    {
        var sut = new CheckpointSandbox();
        sut.Record([CheckpointSandbox.Ok("a")], [CheckpointSandbox.Fail("a", FailureClass.DuplicateId)]);

        using var checkpoint = sut.Open();

        checkpoint.Known.TryGet("a", out var item).Should().BeTrue();
        item.Status.Should().Be(ItemStatus.Succeeded);
    }

    private static void AllValuesAreRight(OpenCheckpoint checkpoint)
    {
        foreach (var entry in Entries)
        {
            if (checkpoint.Known.TryGet(entry.Id, out var item))
            {
                var record = checkpoint.Journal.Read(item);
                (string.Equals(record.Id, entry.Id, StringComparison.Ordinal) && record.Status == entry.Status && record.ResultJson.Span.SequenceEqual(entry.Result.Span)).Should().BeTrue();
            }
        }
    }

    private static byte[] Damaged(MemoryCheckpointFiles files) =>
        [.. files.Content.Where(file => file.Key.EndsWith(".bin", StringComparison.Ordinal)).SelectMany(file => file.Value)];

    private CheckpointSandbox WithJournal(byte[] journal)
    {
        var files = _sandbox.Memory.AfterKill();
        files.Put(_sandbox.PathOf(BatchDirectory.JournalName), journal);
        return new CheckpointSandbox(files);
    }
}
