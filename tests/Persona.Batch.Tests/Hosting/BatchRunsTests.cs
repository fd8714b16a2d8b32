using Microsoft.Extensions.DependencyInjection;
using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Hosting;

[Collection(VirtualTimeCollection.Name)]
public sealed class BatchRunsTests : IDisposable
{
    private readonly VirtualBatch _batch = new();
    private readonly ServiceProvider _container;
    private readonly OptimisedBatchProcessor<string, string> _processor;
    private readonly BatchRuns _runs;

    public BatchRunsTests()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_batch.Time);
        services.AddBatchProcessor<string, string>("personas")
            .UseProvider(_ => _batch.Provider)
            .ConfigureHooks(hooks => hooks.Files = _batch.Files);
        _container = services.BuildServiceProvider();
        _processor = _container.GetRequiredService<OptimisedBatchProcessor<string, string>>();
        _runs = _container.GetRequiredService<BatchRuns>();
    }

    public void Dispose() => _container.Dispose();

    [Fact]
    public async Task Active_WhileARunIsLive_ListsItAndNoLonger()
    {
        await _batch.Time.RunAsync(async () =>
        {
            _runs.Active.Should().BeEmpty();
            await using var first = _processor.Start(VirtualBatch.Items(100), new() { BatchId = "first" });
            await using var second = _processor.Start(VirtualBatch.Items(10), new() { BatchId = "second" });
            _runs.Active.Should().Equal(first, second);
            _runs.Find("second").Should().BeSameAs(second);

            await second.Completion;
            _runs.Active.Should().Equal(first);
            _runs.Find("second").Should().BeNull();
            _runs.Find("first")!.Progress.InFlight.Should().BePositive();

            await first.Completion;
            _runs.Active.Should().BeEmpty();
        });
    }

    [Fact]
    public async Task Active_AStream_IsListedFromItsFirstItem()
    {
        await _batch.Time.RunAsync(async () =>
        {
            var stream = _processor.StreamAsync(VirtualBatch.Items(1000), new() { BatchId = "streamed" });
            _runs.Active.Should().BeEmpty();

            await foreach (var _ in stream)
            {
                _runs.Active.Should().Equal(stream);
                break;
            }

            _runs.Active.Should().BeEmpty();
        });
    }

    [Fact]
    public async Task Active_AStreamThatIsOnlyStopped_IsGoneAfterwards()
    {
        await _batch.Time.RunAsync(async () =>
        {
            var stream = _processor.StreamAsync(VirtualBatch.Items(20));

            await stream.StopAsync();

            _runs.Active.Should().BeEmpty();
        });
    }

    [Fact]
    public async Task Find_ALiveRun_CanBeStopped()
    {
        await _batch.Time.RunAsync(async () =>
        {
            var running = _processor.ProcessAsync(VirtualBatch.Items(1000), new() { BatchId = "nightly" });
            await _batch.WaitAsync(5);

            await _runs.Find("nightly")!.StopAsync();

            (await running).Termination.Should().Be(BatchTermination.Stopped);
            _runs.Active.Should().BeEmpty();
        });
    }

    [Fact]
    public async Task Find_AnUnnamedRun_GoesByItsNumberedName()
    {
        await _batch.Time.RunAsync(async () =>
        {
            await using var run = _processor.Start(VirtualBatch.Items(20));
            await _batch.WaitAsync(0.5);

            _runs.Find("personas~run-000001").Should().BeSameAs(run);
        });
    }

    [Fact]
    public async Task Active_ARunThatFails_IsGoneAfterwards()
    {
        await _batch.Time.RunAsync(async () =>
        {
            await using var run = _processor.Start(Failing());

            await run.Awaiting(static started => started.Completion).Should().ThrowAsync<BatchIncompleteException>();
            _runs.Active.Should().BeEmpty();
        });

        static IEnumerable<string> Failing()
        {
            yield return "a";
            throw new InvalidOperationException("the source broke");
        }
    }
}
