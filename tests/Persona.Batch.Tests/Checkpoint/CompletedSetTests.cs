using CsCheck;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class CompletedSetTests
{
    private readonly CheckpointSandbox _sandbox = new();

    [Theory]
    [InlineData(ItemStatus.Failed, null, ItemStatus.Succeeded, null, true)]
    [InlineData(ItemStatus.Succeeded, null, ItemStatus.Succeeded, null, true)]
    [InlineData(ItemStatus.Failed, null, ItemStatus.Aborted, null, true)]
    [InlineData(ItemStatus.Succeeded, null, ItemStatus.Failed, null, false)]
    [InlineData(ItemStatus.Succeeded, "5", ItemStatus.Aborted, "5", false)]
    [InlineData(ItemStatus.Succeeded, "5", ItemStatus.Failed, "6", true)]
    [InlineData(ItemStatus.Succeeded, "5", ItemStatus.Aborted, "6", true)]
    [InlineData(ItemStatus.Succeeded, "5", ItemStatus.Failed, null, false)]
    [InlineData(ItemStatus.Succeeded, null, ItemStatus.Failed, "6", false)]
    public void Record_TheSameIdAgain_KeepsTheOneThatCounts(ItemStatus first, string? firstMark, ItemStatus second, string? secondMark, bool replaced)
    {
        var older = Entry("id", first, firstMark);
        var newer = Entry("id", second, secondMark);
        _sandbox.Record([older], [newer]);
        var swapped = _sandbox.JournalLines();
        (swapped[1], swapped[2]) = (swapped[2], swapped[1]);

        foreach (var lines in new[] { _sandbox.JournalLines(), swapped })
        {
            _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName), System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
            using var checkpoint = _sandbox.Open();

            checkpoint.Known.TryGet("id", out var kept).Should().BeTrue();
            kept.Sequence.Should().Be(replaced ? 2 : 1);
            checkpoint.Known.Count.Should().Be(1);
            checkpoint.Known.Counts.Should().Be(CountsOf(replaced ? second : first));
        }
    }

    [Fact]
    public void TryGet_ALineDamagedSinceItWasFound_IsNotCounted()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a"), CheckpointSandbox.Ok("b")]);
        using var checkpoint = _sandbox.Open();
        var journal = _sandbox.Journal();
        journal[journal.AsSpan().IndexOf("\"id\":\"b\""u8) + 6] ^= 1;
        using (var file = _sandbox.Files.Open(_sandbox.PathOf(BatchDirectory.JournalName)))
        {
            file.Write(journal, 0);
        }

        checkpoint.Known.TryGet("b", out _).Should().BeFalse();

        checkpoint.Known.Counts.Should().Be(CountsOf(ItemStatus.Succeeded));
    }

    [Fact]
    public void MarkSeen_RecordedAndOtherIds_TellsTheSecondTime()
    {
        _sandbox.Record([CheckpointSandbox.Ok("recorded")]);
        using var checkpoint = _sandbox.Open();
        var sut = checkpoint.Known;

        sut.MarkSeen("recorded").Should().BeTrue();
        sut.MarkSeen("new").Should().BeTrue();
        sut.MarkSeen("recorded").Should().BeFalse();
        sut.MarkSeen("new").Should().BeFalse();
    }

    [Fact]
    public void Orphaned_RecordedItemsNotInTheInput_AreCounted()
    {
        _sandbox.Record([CheckpointSandbox.Ok("1"), CheckpointSandbox.Ok("2"), CheckpointSandbox.Ok("3")]);
        using var checkpoint = _sandbox.Open();

        checkpoint.Known.MarkSeen("2");
        checkpoint.Known.MarkSeen("other");

        checkpoint.Known.Orphaned.Should().Be(2);
    }

    [Fact]
    public void TryGet_AmongManyItems_FindsEachAsItWasRecorded() => Gen.Int[0, 5_000].Sample(
        count =>
        {
            var sandbox = new CheckpointSandbox();
            sandbox.Record([.. Enumerable.Range(0, count).Select(Item)]);
            using var checkpoint = sandbox.Open();
            var sut = checkpoint.Known;

            for (var i = 0; i < count; i++)
            {
                var expected = Item(i);
                sut.TryGet(expected.Id, out var item).Should().BeTrue();
                (item.Sequence, item.Status, item.Generation, item.FingerprintHash).Should().Be(
                    (i + 1, expected.Status, expected.Generation, expected.Fingerprint is { } mark ? FingerprintHash.Of(mark) : 0));
                (sut.MarkSeen(expected.Id) && sut.MarkSeen($"new {i}")).Should().BeTrue();
            }

            sut.TryGet("other", out _).Should().BeFalse();
            sut.Orphaned.Should().Be(0);
        },
        iter: 4);

    [Fact]
    public void TryGet_IdsWhoseHashesCollide_AreToldApartByTheirLines()
    {
        _sandbox.Record([CheckpointSandbox.Ok("first", "1"), CheckpointSandbox.Ok("second", "2")]);
        using var found = JournalScan.Of(_sandbox.Files, _sandbox.PathOf(""), seed: 42);
        found.Known.TryGet("first", out var first);
        found.Known.TryGet("second", out var second);

        var key = (ulong)IdHash.Of("first", 42);
        var sut = new CompletedSet(42, 2, found.RecordedLines, static _ => { });
        sut.Record(key, second.Place, ItemStatus.Succeeded);
        sut.Record(key, first.Place, ItemStatus.Succeeded);

        sut.Count.Should().Be(2);
        sut.TryGet("first", out var item).Should().BeTrue();
        item.Should().Be(first);
    }

    [Fact]
    public void Record_ManyItems_TakesNineBytesEach()
    {
        const int Items = 10_000;
        var keys = Enumerable.Range(0, Items).Select(static i => (ulong)IdHash.Of($"{i}", 1)).ToArray();
        using var lines = new RecordedLines(_sandbox.Files, []);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var sut = new CompletedSet(1, Items, lines, static _ => { });
        for (var i = 0; i < Items; i++)
        {
            sut.Record(keys[i], i, ItemStatus.Succeeded);
        }

        sut.Count.Should().Be(Items);
        ((GC.GetAllocatedBytesForCurrentThread() - before) / Items).Should().BeLessThan(10, "nine, and what the assertion above takes");
    }

    private static JournalEntry Entry(string id, ItemStatus status, string? mark) => new(
        id, status, status == ItemStatus.Succeeded ? null : new BatchFailure(FailureClass.Unknown), 1, 0, mark, TimeSpan.Zero, null, null, default);

    private static JournalEntry Item(int i) => new(
        $"item {i}", (ItemStatus)(i % 2), i % 2 == 0 ? null : new BatchFailure(FailureClass.ServerError), 1, i % 7, i % 3 == 0 ? null : $"{i}", TimeSpan.Zero, null, null, default);

    private static BatchCounts CountsOf(ItemStatus status) => new(
        1, status == ItemStatus.Succeeded ? 1 : 0, status == ItemStatus.Failed ? 1 : 0, 0, status == ItemStatus.Aborted ? 1 : 0, 0);
}
