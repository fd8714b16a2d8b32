using CsCheck;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class CompletedSetTests
{
    private const ulong Seed = 42;


    [Theory]
    [InlineData(ItemStatus.Failed, 0, ItemStatus.Succeeded, 0, true)]
    [InlineData(ItemStatus.Succeeded, 0, ItemStatus.Succeeded, 0, true)]
    [InlineData(ItemStatus.Failed, 0, ItemStatus.Aborted, 0, true)]
    [InlineData(ItemStatus.Succeeded, 0, ItemStatus.Failed, 0, false)]
    [InlineData(ItemStatus.Succeeded, 5, ItemStatus.Aborted, 5, false)]
    [InlineData(ItemStatus.Succeeded, 5, ItemStatus.Failed, 6, true)]
    [InlineData(ItemStatus.Succeeded, 5, ItemStatus.Aborted, 6, true)]
    [InlineData(ItemStatus.Succeeded, 5, ItemStatus.Failed, 0, false)]
    [InlineData(ItemStatus.Succeeded, 0, ItemStatus.Failed, 6, false)]
    public void Record_TheSameIdAgain_KeepsTheOneThatCounts(ItemStatus first, int firstMark, ItemStatus second, int secondMark, bool replaced)
    {
        var older = new KnownItem(1, 0, 10, first, FailureClass.Unknown, 0, (ulong)firstMark);
        var newer = new KnownItem(2, 10, 10, second, FailureClass.Unknown, 1, (ulong)secondMark);

        foreach (var order in new[] { new[] { older, newer }, [newer, older] })
        {
            var sut = new CompletedSet(Seed);
            Array.ForEach(order, item => sut.Record(IdHash.Of("id", Seed), item));

            sut.TryGet("id", out var kept).Should().BeTrue();
            kept.Should().Be(replaced ? newer : older);
            sut.Count.Should().Be(1);
        }
    }

    [Fact]
    public void Record_TheSameNumberAgain_KeepsTheFirst()
    {
        var sut = new CompletedSet(Seed);
        sut.Record(IdHash.Of("id", Seed), new KnownItem(1, 0, 10, ItemStatus.Succeeded, default, 0, 0));
        sut.Record(IdHash.Of("id", Seed), new KnownItem(1, 99, 10, ItemStatus.Succeeded, default, 0, 0));

        sut.TryGet("id", out var kept);
        kept.Offset.Should().Be(0);
    }

    [Fact]
    public void MarkSeen_RecordedAndOtherIds_TellsTheSecondTime()
    {
        var sut = new CompletedSet(Seed);
        sut.Record(IdHash.Of("recorded", Seed), new KnownItem(1, 0, 10, ItemStatus.Succeeded, default, 0, 0));

        sut.MarkSeen("recorded").Should().BeTrue();
        sut.MarkSeen("new").Should().BeTrue();
        sut.MarkSeen("recorded").Should().BeFalse();
        sut.MarkSeen("new").Should().BeFalse();
    }

    [Fact]
    public void Orphaned_RecordedItemsNotInTheInput_AreCounted()
    {
        var sut = new CompletedSet(Seed);
        for (var i = 1; i <= 3; i++)
        {
            sut.Record(IdHash.Of($"{i}", Seed), new KnownItem(i, 0, 10, ItemStatus.Succeeded, default, 0, 0));
        }

        sut.MarkSeen("2");
        sut.MarkSeen("other");

        sut.Orphaned.Should().Be(2);
    }

    [Fact]
    public void TryGet_AmongManyItems_FindsEachAsItWasRecorded() => Gen.Int[0, 20_000].Sample(
        count =>
        {
            var sut = new CompletedSet(Seed);
            for (var i = 0; i < count; i++)
            {
                sut.Record(IdHash.Of($"{i}", Seed), Item(i));
            }

            for (var i = 0; i < count; i++)
            {
                sut.TryGet($"{i}", out var item).Should().BeTrue();
                item.Should().Be(Item(i));
                (sut.MarkSeen($"{i}") && sut.MarkSeen($"new {i}")).Should().BeTrue();
            }

            sut.TryGet("other", out _).Should().BeFalse();
            sut.Orphaned.Should().Be(0);
        },
        iter: 5);

    private static KnownItem Item(int i) => new(
        i + 1, (1L << 40) + i, i, (ItemStatus)(i % 4), (FailureClass)(i % 16), i % 7, i % 3 == 0 ? 0 : (ulong)i);
}
