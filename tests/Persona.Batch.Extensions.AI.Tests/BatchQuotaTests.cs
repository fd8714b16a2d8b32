using Microsoft.Extensions.Options;
using PersonaBatch.Chat.Tests.Support;
using PersonaBatch.Testing;

namespace PersonaBatch.Chat.Tests;

/// <summary>Calls that no batch makes, on the limits of the batches.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class BatchQuotaTests
{
    private readonly VirtualTimeProvider _time = new();
    private readonly ProviderQuotas _quotas = new();

    [Fact]
    public async Task Calls_AreSpreadOverTheMinute()
    {
        using var sut = Client(limits: new() { RequestsPerMinute = 60 });

        var took = await TimeOfAsync(() => Task.WhenAll(Enumerable.Range(0, 11).Select(_ => AskAsync(sut))));

        took.Should().BeCloseTo(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task BatchAndCalls_KeepToOneLimitTogether()
    {
        var script = new ScriptedChatClient(static _ => Answers.Text("yes"));
        using var sut = Client(script);
        var processor = Processor(script, new() { RequestsPerMinute = 60 });
        TimeSpan interactive = default;

        var took = await TimeOfAsync(async () =>
        {
            var batch = processor.ProcessAsync(Enumerable.Range(0, 40).Select(static n => $"{n}"));
            await Task.Delay(TimeSpan.FromSeconds(5), _time);
            var asked = _time.GetTimestamp();
            await AskAsync(sut);
            interactive = _time.GetElapsedTime(asked);
            (await batch).EnsureAllSucceeded();
        });

        took.Should().BeGreaterThan(TimeSpan.FromSeconds(39), "41 calls at 60 a minute");
        interactive.Should().BeLessThan(TimeSpan.FromSeconds(3), "it waits behind one call of the batch, not behind all its items");
    }

    [Fact]
    public async Task RetryAfter_HoldsForEverybodyOnTheQuota()
    {
        var refusal = new ProviderException(new(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromSeconds(20) });
        var script = new ScriptedChatClient(call => call.Number == 1 ? throw refusal : Answers.Text("yes"));
        using var sut = Client(script);

        var took = await TimeOfAsync(async () =>
        {
            (await sut.Invoking(client => AskAsync(client)).Should().ThrowAsync<ProviderException>()).Which.Should().BeSameAs(refusal);
            (await Processor(script).ProcessAsync(["item"])).EnsureAllSucceeded();
        });

        took.TotalSeconds.Should().BeInRange(20, 22);
    }

    [Fact]
    public async Task RetryAfter_OfHours_IsNoPauseOfTheBatches()
    {
        var script = new ScriptedChatClient(call => call.Number == 1
            ? throw new ProviderException(new(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromHours(3) })
            : Answers.Text("yes"));
        using var sut = Client(script);

        var took = await TimeOfAsync(async () =>
        {
            await sut.Invoking(client => AskAsync(client)).Should().ThrowAsync<ProviderException>();
            await AskAsync(sut);
        });

        took.Should().BeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Usage_IsSettled()
    {
        var script = new ScriptedChatClient(static _ => Answers.Text("yes", usage: new() { InputTokenCount = 1_000, OutputTokenCount = 1 }));
        using var sut = Client(script, new() { InputTokensPerMinute = 1_000 });

        var took = await TimeOfAsync(async () =>
        {
            await AskAsync(sut);
            await AskAsync(sut);
        });

        took.Should().BeGreaterThan(TimeSpan.FromSeconds(30), "the first call used up the whole minute, whatever its estimate was");
    }

    [Fact]
    public async Task Usage_OfAStream_IsSettledWhenItEnds()
    {
        var script = new StreamingClient(new ScriptedChatClient(static _ => Answers.Text("yes", usage: new() { InputTokenCount = 1_000, OutputTokenCount = 1 })));
        using var sut = Client(script, new() { InputTokensPerMinute = 1_000 });

        var took = await TimeOfAsync(async () =>
        {
            (await sut.GetStreamingResponseAsync("Who?").ToChatResponseAsync()).Text.Should().Be("yes");
            await AskAsync(sut);
        });

        took.Should().BeGreaterThan(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Stream_LeftEarly_GivesItsPlaceBack()
    {
        using var sut = Client(new StreamingClient(new ScriptedChatClient(static _ => Answers.Text("yes"))), new() { MaxConcurrent = 1 });

        await _time.RunAsync(async () =>
        {
            await foreach (var update in sut.GetStreamingResponseAsync("Who?"))
            {
                break;
            }

            await AskAsync(sut);
            return true;
        });
    }

    [Fact]
    public async Task OneAtATime_TheSecondWaitsForTheEndOfTheFirst()
    {
        var first = new TaskCompletionSource();
        var script = new ScriptedChatClient(static _ => Answers.Text("yes")) { Waiting = _ => first.Task };
        using var sut = Client(script, new() { MaxConcurrent = 1 });

        await _time.RunAsync(async () =>
        {
            var one = AskAsync(sut);
            var two = AskAsync(sut);
            await Task.Delay(TimeSpan.FromSeconds(1), _time);
            script.Calls.Should().ContainSingle();
            first.SetResult();
            await Task.WhenAll(one, two);
            return true;
        });
    }

    [Fact]
    public async Task GivenUpWhileWaiting_SendsNothingAndBlocksNobody()
    {
        var first = new TaskCompletionSource();
        var script = new ScriptedChatClient(static _ => Answers.Text("yes")) { Waiting = _ => first.Task };
        using var sut = Client(script, new() { MaxConcurrent = 1 });
        using var user = new CancellationTokenSource();

        await _time.RunAsync(async () =>
        {
            var one = AskAsync(sut);
            var two = AskAsync(sut, user.Token);
            var three = AskAsync(sut);
            await user.CancelAsync();
            (await two.Invoking(static task => task).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(user.Token);
            first.SetResult();
            await Task.WhenAll(one, three);
            return true;
        });

        script.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task ClientOfABatch_DoesNotWaitTwice()
    {
        using var sut = Client(limits: new() { MaxConcurrent = 1, RequestsPerMinute = 60 });
        var processor = Processor(sut);

        var took = await TimeOfAsync(async () =>
        {
            await AskAsync(sut);
            (await processor.ProcessAsync(["a", "b", "c", "d", "e"])).EnsureAllSucceeded();
        });

        took.TotalSeconds.Should().BeInRange(4.5, 6.5, "six calls and no more");
    }

    [Fact]
    public async Task CallThatCanNeverGo_IsRefused()
    {
        using var sut = Client(limits: new() { TokensPerMinute = 10 });

        var thrown = await _time.RunAsync(() => sut.Invoking(client => client.GetResponseAsync(new string('x', 400))).Should().ThrowAsync<ProviderException>());

        thrown.Which.Failure.Class.Should().Be(FailureClass.TooLarge);
    }

    [Theory]
    [InlineData(null, 0)]
    [InlineData("shared", 9)]
    public async Task Models_ShareALimitOnlyByName(string? quota, double leastSeconds)
    {
        using var sut = Client(limits: new() { Quota = quota, RequestsPerMinute = 6 });

        var took = await TimeOfAsync(() => Task.WhenAll(
            sut.GetResponseAsync("Who?", new ChatOptions { ModelId = "a" }), sut.GetResponseAsync("Who?", new ChatOptions { ModelId = "b" })));

        took.TotalSeconds.Should().BeInRange(leastSeconds, leastSeconds + 3);
    }

    [Fact]
    public void LimitsOutOfRange_AreRefused()
    {
        using var client = new ScriptedChatClient(static _ => Answers.Text("yes"));

        client.Invoking(static inner => inner.WithBatchQuota("test", limits: new() { RequestsPerMinute = 0 })).Should().Throw<OptionsValidationException>();
    }

    private static Task<ChatResponse> AskAsync(IChatClient client, CancellationToken cancellationToken = default) =>
        client.GetResponseAsync("Who?", cancellationToken: cancellationToken);

    private IChatClient Client(IChatClient? inner = null, ProviderOptions? limits = null) =>
        (inner ?? new ScriptedChatClient(static _ => Answers.Text("yes"))).WithBatchQuota("test", _quotas, limits, _time);

    private OptimisedBatchProcessor<string, string> Processor(IChatClient client, ProviderOptions? limits = null) => new(
        client.AsBatchProvider<string, string>(static item => item),
        new() { Processing = { Checkpoint = { Enabled = false } }, Providers = { ["test"] = limits ?? new() } },
        new() { ItemId = static item => item, Quotas = _quotas, TimeProvider = _time });

    private async Task<TimeSpan> TimeOfAsync(Func<Task> run)
    {
        var start = _time.GetTimestamp();
        await _time.RunAsync(async () =>
        {
            await run();
            return true;
        });
        return _time.GetElapsedTime(start);
    }
}
