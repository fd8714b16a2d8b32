namespace PersonaBatch.Tests.Concurrency;

public sealed class BackpressureConcurrencyTests
{
    private readonly BackpressureConcurrency _sut;

    private bool _isFull;
    private bool _isEmpty;

    public BackpressureConcurrencyTests() => _sut = new BackpressureConcurrency(least: 2, most: 4, () => _isFull, () => _isEmpty);

    [Fact]
    public void Record_FullQueue_AddsOneUpToTheMaximum()
    {
        _isFull = true;

        Limits(calls: 4).Should().Equal(3, 4, 4, 4);
    }

    [Fact]
    public void Record_EmptyQueue_TakesOneAwayDownToTheMinimum()
    {
        _isFull = true;
        Limits(calls: 2);
        (_isFull, _isEmpty) = (false, true);

        Limits(calls: 3).Should().Equal(3, 2, 2);
    }

    [Fact]
    public void Record_NeitherFullNorEmpty_KeepsTheLimit() => Limits(calls: 2).Should().Equal(2, 2);

    [Fact]
    public void Record_Failures_PlayNoPart()
    {
        _isFull = true;

        _sut.Record(FailureClass.Overloaded, TimeSpan.FromHours(1));

        _sut.Limit.Should().Be(3);
    }

    private List<int> Limits(int calls) => [.. Enumerable.Range(0, calls).Select(_ =>
    {
        _sut.Record(null, TimeSpan.Zero);
        return _sut.Limit;
    })];
}
