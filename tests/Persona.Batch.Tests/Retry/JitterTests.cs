namespace PersonaBatch.Tests.Retry;

public sealed class JitterTests
{
    [Fact]
    public void Next_SameRunItemAndCall_IsTheSameNumber() =>
        Jitter.Next(1, 2, 3).Should().Be(Jitter.Next(1, 2, 3));

    [Fact]
    public void Next_AnyArgumentDiffers_IsAnotherNumber() =>
        new[] { Jitter.Next(1, 2, 3), Jitter.Next(9, 2, 3), Jitter.Next(1, 9, 3), Jitter.Next(1, 2, 9) }.Should().OnlyHaveUniqueItems();

    [Fact]
    public void Next_ManyItems_FillsTheUnitIntervalEvenly()
    {
        var draws = Enumerable.Range(0, 10_000).Select(static index => Jitter.Next(42, index, 1)).ToList();

        draws.Should().OnlyContain(static draw => draw >= 0 && draw < 1);
        draws.Average().Should().BeApproximately(0.5, 0.02);
        draws.GroupBy(static draw => (int)(draw * 10)).Should().OnlyContain(static bin => bin.Count() > 850 && bin.Count() < 1150);
    }
}
