using CsCheck;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class SequenceGapsTests
{
    [Fact]
    public void Found_RangesInAnyOrder_LeavesWhatNoneHolds()
    {
        var sut = new SequenceGaps();
        sut.Found(10, 12);
        sut.Found(3, 4);
        sut.Expect(20);
        sut.Found(11, 17);
        sut.Found(5, 8);

        sut.Missing.Should().Equal((1, 2), (9, 9), (18, 20));
        sut.Highest.Should().Be(20);
    }

    [Fact]
    public void Missing_AnyNumbersInAnyOrder_AreThoseNotFound() => Gen.Int[1, 60].HashSet[0, 50].Select(Gen.Int[0, 1_000_000]).Sample((numbers, seed) =>
    {
        var sut = new SequenceGaps();
        var order = numbers.ToArray();
        new Random(seed).Shuffle(order);
        Array.ForEach(order, number => sut.Found(number));
        sut.Expect(60);

        var missing = sut.Missing.SelectMany(gap => Enumerable.Range((int)gap.First, (int)(gap.Last - gap.First + 1)));
        missing.Should().Equal(Enumerable.Range(1, 60).Except(numbers));
        sut.CountWithin(10, 20).Should().Be(Enumerable.Range(10, 11).Except(numbers).Count());
    });
}
