using System.Text.Json;
using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>An answer that was paid for and could not be used is read again before anything is paid twice.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class KeptAnswerTests
{
    private readonly MemoryCheckpointFiles _files = new();
    private readonly VirtualTimeProvider _time = new();

    [Fact]
    public async Task BetterParser_MakesNoCallAndCostsNothing()
    {
        await RunAsync(new ParsingProvider(Broken));
        var provider = new ParsingProvider(Parse);

        var result = await RunAsync(provider);

        provider.Calls.Should().BeEmpty();
        var outcome = result.Succeeded.Should().ContainSingle().Subject;
        outcome.Should().BeEquivalentTo(new { Value = 7, Attempts = 3, Usage = new TokenUsage(3_000_000, 0), CostUsd = 6m, Replayed = false });
        result.Counts.Should().Be(new BatchCounts(1, 1, 0, 0, 0, 0));
    }

    [Fact]
    public async Task ReadAgain_IsRecordedAsANewOutcome()
    {
        await RunAsync(new ParsingProvider(Broken));
        await RunAsync(new ParsingProvider(Parse), new() { ReplayAfter = long.MaxValue });
        var provider = new ParsingProvider(Broken);

        var result = await RunAsync(provider);

        provider.Calls.Should().BeEmpty();
        result.Outcomes.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Value = 7, Attempts = 3, CostUsd = 6m, Replayed = true });
    }

    [Fact]
    public async Task ReadAgain_IsHandedOutWhateverTheCursor()
    {
        await RunAsync(new ParsingProvider(Broken));

        var result = await RunAsync(new ParsingProvider(Parse), new() { ReplayAfter = long.MaxValue });

        result.Values.Should().Equal(7);
    }

    [Fact]
    public async Task ParserThatThrewAnything_IsGivenAnotherTry()
    {
        await RunAsync(new ParsingProvider(static _ => throw new FormatException("no number")));
        var provider = new ParsingProvider(Parse);

        (await RunAsync(provider)).Values.Should().Equal(7);

        provider.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task BetterValidation_MakesNoCall()
    {
        await RunAsync(new ParsingProvider(Parse), validate: static value => value > 10 ? null : "too small");
        var provider = new ParsingProvider(Parse);

        (await RunAsync(provider, validate: static value => value > 5 ? null : "too small")).Values.Should().Equal(7);

        provider.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task ResultOfADelegateThatKeepsNoText_IsReadAsWeWroteIt()
    {
        var calls = 0;
        Task<BatchResult<string, int>> RunDelegateAsync(int least) => RunAsync(
            (_, _) => Task.FromResult(++calls), hooks => hooks.Validate = (_, value) => value >= least ? null : "too small");
        await RunDelegateAsync(least: 100);

        var result = await RunDelegateAsync(least: 1);

        (calls, result.Values.Single()).Should().Be((1, 1));
    }

    [Fact]
    public async Task TextOfADelegateWithoutAReader_IsNotTakenForAResult()
    {
        var calls = 0;
        Task<BatchResult<string, int>> RunDelegateAsync() => RunAsync(
            (_, call, _) =>
            {
                call.ReportResponseText(" 7");
                return calls++ == 0 ? throw new JsonException("no") : Task.FromResult(1);
            },
            static hooks => hooks.ReadAnswer = null);
        await RunDelegateAsync();

        (await RunDelegateAsync()).Values.Should().Equal(1);

        calls.Should().Be(2);
    }

    [Fact]
    public async Task ReaderOfTheHooks_ComesFirst()
    {
        await RunAsync(new ParsingProvider(Broken));
        var provider = new ParsingProvider(Parse);

        var result = await RunAsync(provider, configure: static hooks => hooks.ReadAnswer = static (item, failure) => $"{item}{failure.ResponseText}".Length);

        provider.Calls.Should().BeEmpty();
        result.Values.Should().Equal("itemn = 7".Length);
    }

    [Fact]
    public async Task StillUnreadable_RunsAgainAndKnowsTodaysReason()
    {
        await RunAsync(new ParsingProvider(Broken));
        var provider = new ParsingProvider(static _ => throw new JsonException("another reason"));

        await RunAsync(provider);

        provider.Calls[0].Previous.Should().Be(new BatchFailure(FailureClass.InvalidResponse, "another reason") { ResponseText = "n = 7" });
    }

    [Fact]
    public async Task StillUnreadable_RetryFailedNone_IsReplayedAsItWas()
    {
        await RunAsync(new ParsingProvider(Broken));
        var provider = new ParsingProvider(static _ => throw new JsonException("another reason"));

        var result = await RunAsync(provider, new() { RetryFailed = RetryFailed.None });

        provider.Calls.Should().BeEmpty();
        result.Failed.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Replayed = true, Failure = new { Message = "broken" } });
    }

    [Fact]
    public async Task RetryFailedNone_OnlyReadsAgain()
    {
        await RunAsync(new ParsingProvider(Broken));
        var provider = new ParsingProvider(Parse);

        (await RunAsync(provider, new() { RetryFailed = RetryFailed.None })).Values.Should().Equal(7);

        provider.Calls.Should().BeEmpty();
    }

    [Fact]
    public async Task RunAgain_DecidesOnlyForWhatCannotBeRead()
    {
        await RunAsync(new ParsingProvider(Broken));
        var asked = 0;
        bool Asked(RecordedOutcome recorded) => ++asked > 0;

        await RunAsync(new ParsingProvider(Parse), new() { RunAgain = Asked });
        asked.Should().Be(0);
    }

    [Fact]
    public async Task ChangedContent_IsAskedAnew()
    {
        await RunAsync(new ParsingProvider(Broken), configure: static hooks => hooks.ItemFingerprint = static _ => "v1");
        var provider = new ParsingProvider(Parse);

        await RunAsync(provider, configure: static hooks => hooks.ItemFingerprint = static _ => "v2");

        provider.Calls.Should().ContainSingle();
    }

    [Theory]
    [InlineData(FailureClass.ContentFiltered, null)]
    [InlineData(FailureClass.InvalidRequest, null)]
    [InlineData(FailureClass.Unknown, 418)]
    public async Task TextThatIsNoAnswer_IsNotRead(FailureClass failure, int? status)
    {
        await RunAsync(new ParsingProvider(_ => throw new ProviderException(new(failure, "no") { StatusCode = status })));

        var result = await RunAsync(new ParsingProvider(Parse), new() { RetryFailed = RetryFailed.None });

        result.Failed.Should().ContainSingle().Which.Failure!.Class.Should().Be(failure);
    }

    [Fact]
    public async Task LongAnswer_IsKeptWhole()
    {
        var raw = $"n = {new string('é', 600_000)}7";
        await RunAsync(new ParsingProvider(Broken) { Raw = raw });

        (await RunAsync(new ParsingProvider(text => text == raw ? 1 : 0))).Values.Should().Equal(1);
    }

    [Fact]
    public async Task EndlessAnswer_IsCutAndNotRead()
    {
        var first = await RunAsync(new ParsingProvider(Broken) { Raw = new string('x', 2_000_000) });
        var provider = new ParsingProvider(static text => text.Length) { Raw = "abc" };

        var result = await RunAsync(provider);

        first.Failed.Should().ContainSingle().Which.Failure!.ResponseText.Should().HaveLength(1 << 20);
        provider.Calls.Should().ContainSingle();
        result.Values.Should().Equal(3);
    }

    private static int Broken(string text) => throw new JsonException("broken");

    private static int Parse(string text) => int.Parse(text["n = ".Length..], System.Globalization.CultureInfo.InvariantCulture);

    private Task<BatchResult<string, int>> RunAsync(
        IBatchProvider<string, int> provider, BatchRunOptions? run = null, Func<int, string?>? validate = null, Action<BatchHooks<string, int>>? configure = null)
    {
        var hooks = NewHooks();
        hooks.Validate = validate is null ? null : (_, value) => validate(value);
        configure?.Invoke(hooks);
        var sut = new OptimisedBatchProcessor<string, int>(provider, NewOptions(), hooks);
        return _time.RunAsync(() => sut.ProcessAsync(["item"], run));
    }

    private Task<BatchResult<string, int>> RunAsync(Func<string, CancellationToken, Task<int>> call, Action<BatchHooks<string, int>> configure) =>
        RunAsync((item, _, cancellationToken) => call(item, cancellationToken), configure);

    private Task<BatchResult<string, int>> RunAsync(Func<string, ProviderCall, CancellationToken, Task<int>> call, Action<BatchHooks<string, int>> configure)
    {
        var hooks = NewHooks();
        configure(hooks);
        var options = NewOptions();
        options.Retry.RetryableErrors = [];
        var sut = new OptimisedBatchProcessor<string, int>(call, options, hooks);
        return _time.RunAsync(() => sut.ProcessAsync(["item"]));
    }

    private BatchHooks<string, int> NewHooks() => new() { ItemId = static item => item, TimeProvider = _time, Files = _files };

    private static BatchOptions NewOptions() => new()
    {
        BatchId = "batch",
        Model = "m",
        Prices = { ["m"] = new ModelPrice { InputPerMillion = 2 } },
    };
}
