namespace PersonaBatch.Tests.Queue;

public sealed class AdmissionWindowTests
{
    private readonly AdmissionWindow _sut = new(size: 4);

    [Fact]
    public void WaitAsync_RoomLeft_CompletesAtOnce()
    {
        Admit(3);

        _sut.IsFull.Should().BeFalse();
        _sut.WaitAsync().IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task WaitAsync_Full_CompletesWhenHalfIsFree()
    {
        Admit(4);
        var wait = _sut.WaitAsync();
        _sut.Consumed();
        wait.IsCompleted.Should().BeFalse();

        _sut.Consumed();

        await wait.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Open_LetsTheReaderGo()
    {
        Admit(4);
        var wait = _sut.WaitAsync();

        _sut.Open();

        await wait.WaitAsync(TimeSpan.FromSeconds(30));
        _sut.WaitAsync().IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task Widen_LetsTheReaderGoOnWhenThereIsRoom()
    {
        Admit(4);
        var wait = _sut.WaitAsync();

        _sut.Widen(atLeast: 5);

        await wait.WaitAsync(TimeSpan.FromSeconds(30));
        Admit(1);
        _sut.IsFull.Should().BeTrue();
    }

    [Fact]
    public void Widen_Less_ChangesNothing()
    {
        _sut.Widen(atLeast: 2);

        Admit(3);
        _sut.IsFull.Should().BeFalse();
    }

    private void Admit(int items)
    {
        for (var item = 0; item < items; item++)
        {
            _sut.Admit();
        }
    }
}
