namespace PersonaBatch.Tests.Results;

public sealed class OrderedRingTests
{
    [Fact]
    public void TakeInOrder_AnyArrivalWithinTheWindow_ComesOutInOrder()
    {
        var sut = new OrderedRing<string>(window: 3);
        List<string> taken = [];

        foreach (var index in new[] { 1L, 0, 3, 2, 4, 6, 5 })
        {
            sut.Put(index, $"{index}");
            sut.TakeInOrder(taken);
        }

        taken.Should().Equal("0", "1", "2", "3", "4", "5", "6");
    }

    [Fact]
    public void Put_FarAhead_GrowsAndKeepsTheOrder()
    {
        var sut = new OrderedRing<string>(window: 2);
        List<string> taken = [];

        foreach (var index in new[] { 0L, 2, 11, 3, 7, 4, 10, 5, 9, 6, 8, 1 })
        {
            sut.Put(index, $"{index}");
            sut.TakeInOrder(taken);
        }

        taken.Should().Equal(Enumerable.Range(0, 12).Select(static index => $"{index}"));
    }
}
