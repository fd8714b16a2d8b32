using PersonaBatch.Testing;

namespace PersonaBatch.Tests.Testing;

public sealed class OpenCallsTests
{
    private readonly OpenCalls _sut = new(static () => { });

    [Fact]
    public void StartProbe_ForTheSameCallAgain_IsRefused()
    {
        using var call = _sut.Enter("item 1", trusted: false);

        _sut.StartProbe().Should().BeTrue();
        _sut.StartProbe().Should().BeFalse();
    }

    [Fact]
    public void AnyUnexplained_WithATrustedCall_IsFalse()
    {
        using var call = _sut.Enter("item 1", trusted: true);

        _sut.AnyUnexplained.Should().BeFalse();
        _sut.StartProbe().Should().BeFalse();
    }

    [Fact]
    public void AnyUnexplained_WithATimerOfTheCall_IsFalseUntilItIsGone()
    {
        using var call = _sut.Enter("item 1", trusted: false)!;

        call.TimerArmed();
        _sut.AnyUnexplained.Should().BeFalse();

        call.TimerGone();
        _sut.AnyUnexplained.Should().BeTrue();
    }

    [Fact]
    public void Woken_OfACallThatCameBackWithoutATimer_IsThatCall()
    {
        using var call = _sut.Enter("item 1", trusted: false)!;
        _sut.StartProbe();

        _sut.Entered(call, onAnotherThread: true);

        _sut.Woken.Should().BeSameAs(call);
    }

    [Fact]
    public void Woken_WhenOnlyTheHostWorked_IsNull()
    {
        using var call = _sut.Enter("item 1", trusted: false);

        _sut.StartProbe();

        _sut.Woken.Should().BeNull();
    }

    [Fact]
    public void Enter_InsideACall_KeepsTheOuterOne()
    {
        using var outer = _sut.Enter("outer", trusted: false);

        _sut.Enter("inner", trusted: true).Should().BeNull();
        _sut.Names().Should().Be("outer");
    }

    [Fact]
    public void Names_OfMany_IsTheOldestFiveAndTheNumberOfTheRest()
    {
        for (var i = 1; i <= 7; i++)
        {
            WatchedCall.Current = null;
            _sut.Enter($"item {i}", trusted: false);
        }

        _sut.Names().Should().Be("item 1, item 2, item 3, item 4, item 5 and 2 more");
        _sut.Names(WatchedCall.Current).Should().StartWith("item 7, item 1, ");
    }
}
