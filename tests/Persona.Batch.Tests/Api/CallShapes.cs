namespace PersonaBatch.Tests.Api;

/// <summary>Every shape in which a user may call: it is enough that this compiles, unambiguously.</summary>
internal static class CallShapes
{
    private static readonly IEnumerable<Brief> Briefs = [new("1", "a nurse")];

    public static IEnumerable<Func<Task>> All =>
    [
        StaticCallsAsync, LambdasAsync, MethodGroupsAsync, CallsWithTheirAttemptAsync, ProvidersAsync, SourcesAsync, StreamsAsync, RunsAsync,
        () => TenLinesAsync(["Paris", "Oslo"]), YesterdaysFailuresAsync,
    ];

    private static BatchOptions Options => new() { Processing = { Checkpoint = { Enabled = false } } };

    private static async Task StaticCallsAsync()
    {
        await OptimisedBatchProcessor.ProcessAsync([1, 2], (item, _) => Task.FromResult(item * 2), Options);
        await OptimisedBatchProcessor.ProcessAsync([1, 2], async (item, _) => { await Task.Yield(); return item * 2; }, Options);
        await OptimisedBatchProcessor.ProcessAsync([1, 2], (item, _) => ValueTask.FromResult(item * 2), Options);
        await OptimisedBatchProcessor.ProcessAsync([1, 2], DoubleAsync, Options);
        await OptimisedBatchProcessor.ProcessAsync([1, 2], DoubleFastAsync, Options);

        var anonymous = await OptimisedBatchProcessor.ProcessAsync([new { City = "Oslo" }], (item, _) => Task.FromResult(new { item.City.Length }), Options);
        _ = anonymous.Succeeded[0].Value!.Length;
    }

    private static async Task LambdasAsync()
    {
        await new OptimisedBatchProcessor<int, int>((item, _) => Task.FromResult(item), Options).ProcessAsync([1]);
        await new OptimisedBatchProcessor<int, int>(async (item, cancellationToken) => { await Task.Delay(TimeSpan.Zero, TimeProvider.System, cancellationToken); return item; }, Options).ProcessAsync([1]);
        await new OptimisedBatchProcessor<int, int>((item, _) => ValueTask.FromResult(item), Options).ProcessAsync([1]);
        await new OptimisedBatchProcessor<int, int>((_, _) => throw new TimeoutException(), options: new() { Retry = { MaxAttempts = 1 }, Processing = { Checkpoint = { Enabled = false } } }).ProcessAsync([1]);
    }

    private static async Task MethodGroupsAsync()
    {
        await new OptimisedBatchProcessor<int, int>(DoubleAsync, Options).ProcessAsync([1]);
        await new OptimisedBatchProcessor<int, int>(DoubleFastAsync, Options).ProcessAsync([1]);
        await new OptimisedBatchProcessor<int, int>(DoubleWithCallAsync, Options).ProcessAsync([1]);
        await new OptimisedBatchProcessor<int, int>(DoubleFastWithCallAsync, Options).ProcessAsync([1]);
    }

    private static async Task CallsWithTheirAttemptAsync()
    {
        await new OptimisedBatchProcessor<int, int>((item, call, _) => Task.FromResult(item + call.Attempt), Options).ProcessAsync([1]);
        await new OptimisedBatchProcessor<int, int>(async (item, call, _) => { await Task.Yield(); call.ReportUsage(new(1, 2)); return item; }, Options).ProcessAsync([1]);
        await new OptimisedBatchProcessor<int, int>((item, call, _) => ValueTask.FromResult(item + call.ItemId.Length), Options).ProcessAsync([1]);
    }

    private static async Task ProvidersAsync() =>
        await new OptimisedBatchProcessor<Brief, Persona>(new Writer(), Options, new() { ItemId = static brief => brief.Id }).ProcessAsync(Briefs);

    private static async Task SourcesAsync()
    {
        var processor = new OptimisedBatchProcessor<int, int>(DoubleAsync, Options);
        await processor.ProcessAsync(Enumerable.Range(0, 3));
        await processor.ProcessAsync(new List<int> { 1, 2 });
        await processor.ProcessAsync(CountAsync());
        await processor.ProcessAsync(new Both());
        await processor.ProcessAsync([1, 2], new() { KeepOutcomes = false }, CancellationToken.None);
        await processor.ProcessAsync([1, 2], cancellationToken: CancellationToken.None);
    }

    private static async Task StreamsAsync()
    {
        var processor = new OptimisedBatchProcessor<int, int>(DoubleAsync, Options);
        await foreach (var outcome in processor.StreamAsync([1, 2]))
        {
            _ = outcome.IsSuccess ? outcome.Value : outcome.Failure.Message!.Length;
        }

        await foreach (var chunk in processor.StreamAsync(CountAsync(), new() { Ordered = true, ExpectedItems = 3 }).Chunk(500))
        {
            _ = chunk[^1].Sequence;
        }
    }

    private static async Task RunsAsync()
    {
        await using var run = new OptimisedBatchProcessor<int, int>(DoubleAsync, Options).Start(CountAsync());
        BatchRun untyped = run;
        untyped.Pause();
        untyped.Resume();
        await foreach (var progress in untyped.WatchAsync())
        {
            _ = progress.Counts.Succeeded;
        }

        _ = (await untyped.Completion).Duration;
        _ = (await run.Completion).Values.Sum();
        await untyped.StopAsync();
    }

    private static async Task TenLinesAsync(string[] cities)
    {
        var processor = new OptimisedBatchProcessor<string, string>((city, _) => Task.FromResult(city.ToUpperInvariant()), Options);

        var result = await processor.ProcessAsync(cities);
        foreach (var done in result.Succeeded)
        {
            _ = $"{done.Item}: {done.Value}";
        }

        foreach (var lost in result.Failed)
        {
            _ = $"{lost.Item}: {lost.Failure}";
        }
    }

    private static async Task YesterdaysFailuresAsync()
    {
        var processor = new OptimisedBatchProcessor<string, string>((city, _) => Task.FromResult(city), Options);
        await processor.ProcessAsync(["a"], new() { BatchId = "2026-11-22", RetryFailed = RetryFailed.All, AdmitNewItems = false });
        await processor.ProcessAsync(["a"], new() { BatchId = "again", Fingerprint = { ["prompt"] = "v2" }, Resume = ResumeMode.StartNew, RunAgain = static recorded => recorded.Attempts > 2 });
    }

    private static Task<int> DoubleAsync(int item, CancellationToken cancellationToken) => Task.FromResult(item * 2);

    private static ValueTask<int> DoubleFastAsync(int item, CancellationToken cancellationToken) => ValueTask.FromResult(item * 2);

    private static Task<int> DoubleWithCallAsync(int item, ProviderCall call, CancellationToken cancellationToken) => Task.FromResult(item * 2);

    private static ValueTask<int> DoubleFastWithCallAsync(int item, ProviderCall call, CancellationToken cancellationToken) => ValueTask.FromResult(item * 2);

    private static async IAsyncEnumerable<int> CountAsync()
    {
        await Task.Yield();
        yield return 1;
        yield return 2;
    }

    // The first types every user of this library writes.
    private sealed record Brief(string Id, string Text);

    private sealed record Persona(string Name);

    private sealed class Writer : IBatchProvider<Brief, Persona>
    {
        public ValueTask<Persona> CallAsync(Brief item, ProviderCall call, CancellationToken cancellationToken) => new(new Persona(item.Text));
    }

    private sealed class Both : List<int>, IAsyncEnumerable<int>
    {
        public IAsyncEnumerator<int> GetAsyncEnumerator(CancellationToken cancellationToken = default) => CountAsync().GetAsyncEnumerator(cancellationToken);
    }
}
