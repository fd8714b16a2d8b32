using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Workers;

/// <summary>The token of an attempt in the hands of a provider that forgets about it.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class AttemptTokenTests
{
    private const int MostOnOneToken = 256;

    [Fact]
    public async Task ProcessAsync_RegistrationsLeftOnTheToken_AreLetGoOf()
    {
        var batch = new VirtualBatch { Options = { Concurrency = { MaxWorkers = 2 } } };
        List<WeakReference> marks = [];
        batch.Provider.Called = token => marks.Add(Register(token));

        await batch.PlayAsync(async processor =>
        {
            await using var run = processor.Start(VirtualBatch.Items(10_000), new() { KeepOutcomes = false });
            await batch.WaitAsync(3_000);
            GC.Collect();

            marks.Should().HaveCountGreaterThan(5_000);
            marks.Count(static mark => mark.IsAlive).Should().BeInRange(1, 2 * MostOnOneToken);
        });
    }

    [Fact]
    public async Task ProcessAsync_TokenFiresLate_RunsTheCallbacksOfItsOwnItemsOnly()
    {
        var batch = new VirtualBatch((item, number) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromSeconds(item == "item-999" && number == 1 ? 10_000 : 1) })
        {
            Options = { Concurrency = { MaxWorkers = 1 }, Timeouts = { Attempt = TimeSpan.FromMinutes(1) } },
        };
        var fired = 0;
        batch.Provider.Called = token => token.Register(() => fired++);

        (await batch.RunAsync(items: 1_000)).EnsureAllSucceeded();

        fired.Should().BeInRange(1, MostOnOneToken);
    }

    [Fact]
    public async Task ProcessAsync_TokenFired_TheNextCallHasAFreshOne()
    {
        var batch = new VirtualBatch((_, number) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromSeconds(number == 1 ? 100 : 1) })
        {
            Options = { Concurrency = { MaxWorkers = 1 }, Timeouts = { Attempt = TimeSpan.FromSeconds(10) } },
        };
        List<bool> wereFired = [];
        batch.Provider.Called = token => wereFired.Add(token.IsCancellationRequested);

        (await batch.RunAsync(items: 3)).EnsureAllSucceeded();

        wereFired.Should().HaveCount(6).And.AllBeEquivalentTo(false);
    }

    [Fact]
    public async Task ProcessAsync_ACallbackThrows_TheItemIsCutAllTheSame()
    {
        var batch = new VirtualBatch((_, number) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromSeconds(number == 1 ? 100 : 1) })
        {
            Options = { Timeouts = { Attempt = TimeSpan.FromSeconds(10) } },
        };
        batch.Provider.Called = static token => token.Register(static () => throw new InvalidOperationException("my callback"));

        (await batch.RunAsync(items: 3)).EnsureAllSucceeded();

        batch.Provider.Calls.Should().HaveCount(6);
    }

    [Fact]
    public async Task StopAsync_CallsIgnoreTheirToken_EndsSoonAfterTheDrainTime()
    {
        var batch = new VirtualBatch((_, _) => ScriptedAnswer.Ok with { Latency = TimeSpan.FromHours(1), IgnoresToken = true });

        await batch.PlayAsync(async processor =>
        {
            var run = processor.Start(VirtualBatch.Items(5));
            await batch.WaitAsync(10);
            await run.StopAsync();

            var result = await run.Completion;
            result.Counts.Aborted.Should().Be(5);
            result.Duration.Should().Be(TimeSpan.FromSeconds(10 + 20 + 5));
        });
    }

    [Fact]
    public async Task ProcessAsync_AbandonedCallComesBack_ItsAnswerIsDropped()
    {
        var batch = new VirtualBatch((item, number) => ScriptedAnswer.Ok with
        {
            Value = $"{number}",
            Latency = TimeSpan.FromSeconds(item == "item-0" && number == 1 ? 30 : 1),
            IgnoresToken = true,
        })
        {
            Options = { Concurrency = { MaxWorkers = 1 }, Timeouts = { Attempt = TimeSpan.FromSeconds(10) }, Retry = { BackoffBase = 1 } },
        };

        var result = await batch.RunAsync(items: 100);

        result.EnsureAllSucceeded();
        result.Outcomes.Should().HaveCount(100);
        result.Outcomes[0].Value.Should().Be("2");
        result.Outcomes.Skip(1).Should().OnlyContain(static outcome => outcome.Value == "1");
    }

    private static WeakReference Register(CancellationToken token)
    {
        var mark = new object();
        token.Register(static state => GC.KeepAlive(state), mark);
        return new WeakReference(mark);
    }
}
