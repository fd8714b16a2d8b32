using Microsoft.Extensions.Time.Testing;

namespace PersonaBatch.Tests.Retry;

public sealed class RetryFlowTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public async Task RunAsync_RunEndsWhileAnAttemptEnds_TheWaitIsCutAllTheSame(int seconds)
    {
        using var stop = new CancellationTokenSource();
        var item = new Item(new RetryStep(Again: true, TimeSpan.FromSeconds(seconds)), stop);
        var sut = new RetryFlow(new FakeTimeProvider());

        await sut.RunAsync(item, new RetryStep(Again: true, TimeSpan.Zero), stop.Token);

        item.WasCut.Should().BeTrue("nobody else would end the item");
    }

    private sealed class Item(RetryStep next, CancellationTokenSource stop) : IRetriedItem
    {
        public bool WasCut { get; private set; }

        public async Task<RetryStep> AttemptAgainAsync()
        {
            await stop.CancelAsync();
            return next;
        }

        public void WaitWasCut() => WasCut = true;
    }
}
