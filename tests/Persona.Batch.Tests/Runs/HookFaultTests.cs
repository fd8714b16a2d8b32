using Microsoft.Extensions.Logging;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

/// <summary>The user's own code throws or blocks, wherever it is called: the run ends as it should, and says whose fault it was.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class HookFaultTests
{
    [Fact]
    public async Task Validate_Throws_FailsTheItemAndIsNotPaidForAgain()
    {
        var batch = new VirtualBatch();
        batch.Hooks.Validate = static (_, _) => throw new InvalidOperationException("my bug");

        var result = await batch.RunAsync(items: 1);

        result.Failed.Should().ContainSingle().Which.Failure!.Message.Should().Be("Validate threw InvalidOperationException: my bug");
        batch.Provider.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task Classify_Throws_FailsTheItem()
    {
        var batch = new VirtualBatch((_, _) => FailureClass.ServerError);
        batch.Hooks.Classify = static (_, _) => throw new InvalidOperationException("my bug");

        var result = await batch.RunAsync(items: 1);

        result.Failed.Should().ContainSingle().Which.Failure!.Message.Should().Be("Classify threw InvalidOperationException: my bug");
    }

    [Fact]
    public async Task ItemId_Throws_IsNamedWithTheIndex()
    {
        var batch = new VirtualBatch();
        batch.Hooks.ItemId = static item => item == "item-2" ? throw new InvalidOperationException("my bug") : item;

        await batch.PlayAsync(static processor => FluentActions.Awaiting(() => processor.ProcessAsync(VirtualBatch.Items(5)))
            .Should().ThrowAsync<BatchIncompleteException>().WithMessage("*ItemId threw for the item at index 2*my bug*"));
    }

    [Fact]
    public async Task RunAgain_Throws_IsNamed()
    {
        var batch = new VirtualBatch { Options = { BatchId = "b", Processing = { Checkpoint = { Enabled = true } } } };
        await batch.RunAsync(items: 1);

        await batch.PlayAsync(static processor => FluentActions.Awaiting(() => processor.ProcessAsync(VirtualBatch.Items(1), new() { RunAgain = static _ => throw new InvalidOperationException("my bug") }))
            .Should().ThrowAsync<BatchIncompleteException>().WithMessage("*RunAgain threw for the item at index 0*"));
    }

    [Fact]
    public async Task Logger_Throws_DisturbsNobody()
    {
        var batch = new VirtualBatch((_, number) => number == 1 ? new ScriptedAnswer { Failure = new(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromSeconds(1) } } : ScriptedAnswer.Ok);
        batch.Hooks.LoggerFactory = new ThrowingLoggers();

        var result = await batch.RunAsync(items: 20);

        result.EnsureAllSucceeded();
    }

    [Fact]
    public async Task Provider_ThrowsBeforeItsFirstAwait_FailsTheItem()
    {
        var result = await OptimisedBatchProcessor.ProcessAsync<int, int>(
            [1, 2], static (_, _) => throw new ProviderException(new(FailureClass.InvalidRequest)), new() { Processing = { Checkpoint = { Enabled = false } } });

        result.Counts.Failed.Should().Be(2);
    }

    [Fact]
    public async Task Source_ItsTokenCallbackThrows_TheRunEndsAllTheSame()
    {
        var batch = new VirtualBatch();
        using var cancellation = new CancellationTokenSource();

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(Registering(), cancellationToken: cancellation.Token);
            await batch.WaitAsync(5);
            await cancellation.CancelAsync();

            await FluentActions.Awaiting(() => run.Completion).Should().ThrowAsync<BatchCanceledException>();
        });

        async IAsyncEnumerable<string> Registering([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token = default)
        {
            using var registration = token.Register(static () => throw new InvalidOperationException("my callback"));
            yield return "item-0";
            await Task.Delay(TimeSpan.FromDays(1), batch.Time, CancellationToken.None);
        }
    }

    [Fact]
    public async Task Provider_WrapsTheCancellationOfItsToken_TheCauseStillDecides()
    {
        var batch = new VirtualBatch();
        var sut = new OptimisedBatchProcessor<string, string>(
            async (_, cancellationToken) =>
            {
                try
                {
                    await Task.Delay(TimeSpan.FromHours(1), batch.Time, cancellationToken);
                    return "";
                }
                catch (OperationCanceledException exception)
                {
                    throw new ProviderException(new(FailureClass.InvalidRequest, "wrapped"), exception);
                }
            },
            batch.Options,
            batch.Hooks);
        using var cancellation = new CancellationTokenSource();

        await batch.PlayAsync(async _ =>
        {
            var run = sut.ProcessAsync(VirtualBatch.Items(3), cancellationToken: cancellation.Token);
            await batch.WaitAsync(5);
            await cancellation.CancelAsync();

            var thrown = (await FluentActions.Awaiting(() => run).Should().ThrowAsync<BatchCanceledException>()).Which;
            thrown.Summary.Counts.Aborted.Should().Be(3);
        });
    }

    [Fact]
    public async Task RunOptions_ChangedAfterTheStart_ChangeNothing()
    {
        var batch = new VirtualBatch();
        var options = new BatchRunOptions();

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(50), options);
            options.AdmitNewItems = false;
            batch.Hooks.Validate = static (_, _) => "no";

            (await run.Completion).EnsureAllSucceeded();
        });
    }

    private sealed class ThrowingLoggers : ILoggerFactory, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new InvalidOperationException("my logger");

        public void Dispose()
        {
        }
    }
}
