using PersonaBatch.Testing;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Testing;

[Collection(VirtualTimeCollection.Name)]
public sealed class SimulatedProviderTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly VirtualTimeProvider _time = new();

    [Fact]
    public async Task CallAsync_ByDefault_AnswersAfterTwoSeconds()
    {
        var sut = CreateSut();

        var answer = await _time.RunAsync(() => CallAsync(sut, 21));

        answer.Should().Be("21!");
        sut.Log.Should().Equal(new SimulatedCall("21", 1, TimeSpan.Zero, 2 * Second, null, false));
    }

    [Fact]
    public async Task CallAsync_Answered_ReportsUsage()
    {
        var sut = CreateSut(new() { InputTokens = 7, OutputTokens = 3 });
        var call = Calls.Of("1");

        await _time.RunAsync(() => sut.CallAsync(1, call, CancellationToken.None).AsTask());

        call.Usage.Should().Be(new TokenUsage(7, 3));
    }

    [Fact]
    public async Task CallAsync_Malformed_ReportsUsageAndKeepsTheText()
    {
        var sut = CreateSut(new() { MalformedRate = 1 });
        var call = Calls.Of("1");

        var failure = await _time.RunAsync(() => FailureOfAsync(sut.CallAsync(1, call, CancellationToken.None)));

        failure!.Class.Should().Be(FailureClass.InvalidResponse);
        failure.ResponseText.Should().NotBeNullOrEmpty();
        call.Usage.Should().Be(new TokenUsage(200, 100));
    }

    [Fact]
    public async Task CallAsync_Error_IsA500AfterItsLatency()
    {
        var sut = CreateSut(new() { ErrorRate = 1 });
        var call = Calls.Of("1");

        var failure = await _time.RunAsync(() => FailureOfAsync(sut.CallAsync(1, call, CancellationToken.None)));

        (failure!.Class, failure.StatusCode).Should().Be((FailureClass.ServerError, 500));
        sut.Log[0].End.Should().Be(2 * Second);
        call.Usage.Should().BeNull();
    }

    [Fact]
    public async Task CallAsync_AnswerThrows_ThrowsTheSame()
    {
        var thrown = new InvalidOperationException("mine");
        var sut = new SimulatedProvider<int, string>(_ => throw thrown, timeProvider: _time);

        var act = () => _time.RunAsync(() => CallAsync(sut, 1));

        (await act.Should().ThrowAsync<InvalidOperationException>()).Which.Should().BeSameAs(thrown);
        (sut.Log[0].Failure, sut.InFlight).Should().Be((FailureClass.Unknown, 0));
    }

    [Fact]
    public async Task CallAsync_Hang_EndsWithItsToken()
    {
        var sut = CreateSut(new() { HangRate = 1, Concurrency = 1 });

        await _time.RunAsync(async () =>
        {
            using var source = new CancellationTokenSource(90 * Second, _time);
            var act = () => CallAsync(sut, 1, source.Token);
            (await act.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(source.Token);
        });

        sut.Log.Should().Equal(new SimulatedCall("1", 1, TimeSpan.Zero, 90 * Second, null, true));
        sut.InFlight.Should().Be(0);
    }

    [Fact]
    public async Task CallAsync_HangWithoutAToken_IsNamedByTheSimulation()
    {
        var time = new VirtualTimeProvider { StepLimit = 0.5 * Second };
        var sut = new SimulatedProvider<int, string>(item => $"{item}!", new() { HangRate = 1 }, time);

        var act = () => time.RunAsync(() => CallAsync(sut, 1));

        await act.Should().ThrowAsync<VirtualTimeException>().WithMessage("*item 1 attempt 1*");
    }

    [Fact]
    public async Task CallAsync_TokenAlreadyCancelled_IsNoCall()
    {
        var sut = CreateSut();

        var act = () => CallAsync(sut, 1, new CancellationToken(canceled: true));

        await act.Should().ThrowAsync<OperationCanceledException>();
        sut.Calls.Should().Be(0);
    }

    [Fact]
    public async Task CallAsync_OnTheSystemClock_Answers()
    {
        var sut = new SimulatedProvider<int, string>(item => $"{item}!", new() { Latency = TimeSpan.Zero });

        (await CallAsync(sut, 1)).Should().Be("1!");
    }

    [Fact]
    public async Task FailNext_OfSeveral_FailsTheNextCallsInOrder()
    {
        var sut = CreateSut();
        sut.FailNext(new BatchFailure(FailureClass.RateLimited) { RetryAfter = Second }, new BatchFailure(FailureClass.Network));
        sut.FailNext(new BatchFailure(FailureClass.Unauthorized));

        var failures = await _time.RunAsync(() => FailuresAsync(sut, 4));

        failures.Select(failure => failure?.Class).Should().Equal(FailureClass.RateLimited, FailureClass.Network, FailureClass.Unauthorized, null);
        failures[0]!.RetryAfter.Should().Be(Second);
        (sut.Calls, sut.Rejected).Should().Be((4, 0));
    }

    [Fact]
    public async Task CallAsync_AboveRequestsPerMinute_IsA429WithTheExactWait()
    {
        var sut = CreateSut(new() { RequestsPerMinute = 20 });

        var failures = await _time.RunAsync(async () =>
        {
            var first = await FailuresAsync(sut, 1);
            await Task.Delay(0.4 * Second, _time);
            return first.Concat(await FailuresAsync(sut, 1)).ToList();
        });

        failures[0].Should().BeNull();
        (failures[1]!.Class, failures[1]!.StatusCode).Should().Be((FailureClass.RateLimited, 429));
        failures[1]!.RetryAfter.Should().Be(0.6 * Second);
        (sut.Calls, sut.Rejected).Should().Be((2, 1));
    }

    [Fact]
    public async Task CallAsync_AfterTheHint_IsLetIn()
    {
        var sut = CreateSut(new() { RequestsPerMinute = 7, Latency = TimeSpan.Zero });

        var failures = await _time.RunAsync(async () =>
        {
            var before = await FailuresAsync(sut, 2);
            await Task.Delay(before[1]!.RetryAfter!.Value, _time);
            return before.Concat(await FailuresAsync(sut, 1)).ToList();
        });

        failures.Select(failure => failure is null).Should().Equal(true, false, true);
    }

    [Fact]
    public async Task CallAsync_WithoutHints_IsA429ThatDoesNotSay()
    {
        var sut = CreateSut(new() { RequestsPerMinute = 20, RetryAfterHints = false });

        var failures = await _time.RunAsync(() => FailuresAsync(sut, 2));

        failures[1]!.Class.Should().Be(FailureClass.RateLimited);
        failures[1]!.RetryAfter.Should().BeNull();
    }

    [Fact]
    public async Task CallAsync_AboveTokensPerMinute_IsA429WithTheExactWait()
    {
        var sut = CreateSut(new() { TokensPerMinute = 6_000, InputTokens = 400, OutputTokens = 200, Latency = TimeSpan.Zero });

        var failures = await _time.RunAsync(() => FailuresAsync(sut, 2));

        failures[0].Should().BeNull();
        failures[1]!.RetryAfter.Should().Be(6 * Second);
    }

    [Theory]
    [InlineData(1, 5)]
    [InlineData(60, 60)]
    public async Task CallAsync_AfterAPause_HasAtMostTheBurst(int burstSeconds, int letIn)
    {
        var sut = CreateSut(new() { RequestsPerMinute = 60 * 5, Burst = burstSeconds * Second, Latency = TimeSpan.Zero });

        var failures = await _time.RunAsync(async () =>
        {
            await Task.Delay(11 * Second, _time);
            return await FailuresAsync(sut, 400);
        });

        failures.Count(failure => failure is null).Should().Be(letIn);
    }

    [Fact]
    public async Task CallAsync_AboveConcurrency_WaitsInLineFirstComeFirstServed()
    {
        var sut = CreateSut(new() { Concurrency = 2 });

        await _time.RunAsync(() => FailuresAsync(sut, 6));

        sut.Log.Select(call => (call.ItemId, call.End)).Should().Equal(
            ("0", 2 * Second), ("1", 2 * Second), ("2", 4 * Second), ("3", 4 * Second), ("4", 6 * Second), ("5", 6 * Second));
        (sut.MostInFlight, sut.InFlight).Should().Be((6, 0));
    }

    [Fact]
    public async Task CallAsync_AboveQueueLimit_IsA503()
    {
        var sut = CreateSut(new() { Concurrency = 2, QueueLimit = 1 });

        var failures = await _time.RunAsync(() => FailuresAsync(sut, 4));

        failures.Take(3).Should().AllSatisfy(failure => failure.Should().BeNull());
        (failures[3]!.Class, failures[3]!.StatusCode, sut.Rejected).Should().Be((FailureClass.Overloaded, 503, 1));
    }

    [Fact]
    public async Task CallAsync_CancelledInLine_GivesItsPlaceAway()
    {
        var sut = CreateSut(new() { Concurrency = 1 });

        await _time.RunAsync(async () =>
        {
            using var source = new CancellationTokenSource(Second, _time);
            var first = CallAsync(sut, 1);
            var leaver = CallAsync(sut, 2, source.Token);
            var third = CallAsync(sut, 3);
            await Task.WhenAll(first, third);
            await FluentActions.Awaiting(() => leaver).Should().ThrowAsync<OperationCanceledException>();
        });

        sut.Log.Select(call => (call.ItemId, call.End, call.Cancelled)).Should().Equal(
            ("2", Second, true), ("1", 2 * Second, false), ("3", 4 * Second, false));
        sut.InFlight.Should().Be(0);
    }

    [Fact]
    public async Task CallAsync_Of2000Items_HasTheConfiguredRates()
    {
        var sut = CreateSut(new() { ErrorRate = 0.05, MalformedRate = 0.02, HangRate = 0.01 });

        await _time.RunAsync(async () =>
        {
            using var source = new CancellationTokenSource(60 * Second, _time);
            await FailuresAsync(sut, 2_000, source.Token);
        });

        sut.Log.Count(call => call.Failure == FailureClass.ServerError).Should().BeInRange(75, 125);
        sut.Log.Count(call => call.Failure == FailureClass.InvalidResponse).Should().BeInRange(25, 55);
        sut.Log.Count(call => call.Cancelled).Should().BeInRange(10, 32);
    }

    [Fact]
    public async Task CallAsync_WithASpread_KeepsTheMedian()
    {
        var sut = CreateSut(new() { LatencySpread = 0.5 });

        await _time.RunAsync(() => FailuresAsync(sut, 2_001));

        // Sorted by their end, and all began at 0; the 95th percentile of the log-normal is the median times exp(1.645 × 0.5).
        sut.Log[1_000].End.TotalSeconds.Should().BeApproximately(2, 0.1);
        sut.Log[1_900].End.TotalSeconds.Should().BeApproximately(2 * Math.Exp(1.645 * 0.5), 0.4);
    }

    [Fact]
    public async Task CallAsync_InAnyOrder_DrawsTheSame()
    {
        var options = new SimulationOptions { ErrorRate = 0.3, LatencySpread = 0.5 };
        var (forward, backward) = (CreateSut(options), CreateSut(options));

        await _time.RunAsync(() => FailuresAsync(forward, 500));
        await _time.RunAsync(() => FailuresAsync(backward, Enumerable.Range(0, 500).Reverse()));

        Facts(backward).Should().Equal(Facts(forward));

        static IEnumerable<(string ItemId, TimeSpan Latency, FailureClass? Failure)> Facts(SimulatedProvider<int, string> provider) =>
            provider.Log.OrderBy(call => call.ItemId, StringComparer.Ordinal).Select(call => (call.ItemId, call.End - call.Start, call.Failure));
    }

    [Fact]
    public async Task CallAsync_AfterARefusal_DrawsAsIfItHadNotBeen()
    {
        var options = new SimulationOptions { LatencySpread = 1 };
        var (refused, free) = (CreateSut(options), CreateSut(options));
        refused.FailNext(new BatchFailure(FailureClass.RateLimited));

        await _time.RunAsync(() => FailuresAsync(refused, [1, 1]));
        await _time.RunAsync(() => FailuresAsync(free, [1]));

        (refused.Log[1].End - refused.Log[1].Start).Should().Be(free.Log[0].End - free.Log[0].Start);
    }

    [Fact]
    public async Task CallAsync_OfTheSameItemAgain_DrawsAnew()
    {
        var sut = CreateSut(new() { LatencySpread = 1 });

        await _time.RunAsync(() => FailuresAsync(sut, [1, 1, 1]));

        sut.Log.Select(call => call.End).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task CallAsync_WithAnotherSeed_DrawsOtherwise()
    {
        var (one, two) = (CreateSut(new() { LatencySpread = 1, Seed = 1 }), CreateSut(new() { LatencySpread = 1, Seed = 2 }));

        await _time.RunAsync(() => FailuresAsync(one, 1));
        await _time.RunAsync(() => FailuresAsync(two, 1));

        (two.Log[0].End - two.Log[0].Start).Should().NotBe(one.Log[0].End - one.Log[0].Start);
    }

    [Fact]
    public async Task Log_WithoutKeepLog_IsEmpty()
    {
        var sut = CreateSut(new() { KeepLog = false });

        await _time.RunAsync(() => FailuresAsync(sut, 3));

        sut.Log.Should().BeEmpty();
        sut.Calls.Should().Be(3);
    }

    private SimulatedProvider<int, string> CreateSut(SimulationOptions? options = null) => new(item => $"{item}!", options, _time);

    private static Task<string> CallAsync(SimulatedProvider<int, string> sut, int item, CancellationToken cancellationToken = default) =>
        sut.CallAsync(item, Calls.Of($"{item}"), cancellationToken).AsTask();

    private static Task<BatchFailure?[]> FailuresAsync(SimulatedProvider<int, string> sut, int count, CancellationToken cancellationToken = default) =>
        FailuresAsync(sut, Enumerable.Range(0, count), cancellationToken);

    /// <summary>Calls for all items at once.</summary>
    private static Task<BatchFailure?[]> FailuresAsync(
        SimulatedProvider<int, string> sut, IEnumerable<int> items, CancellationToken cancellationToken = default) =>
        Task.WhenAll(items.Select(item => FailureOfAsync(sut.CallAsync(item, Calls.Of($"{item}"), cancellationToken))));

    private static async Task<BatchFailure?> FailureOfAsync(ValueTask<string> call)
    {
        try
        {
            await call;
            return null;
        }
        catch (ProviderException exception)
        {
            return exception.Failure;
        }
        catch (OperationCanceledException)
        {
            return new BatchFailure(FailureClass.Timeout);
        }
    }
}
