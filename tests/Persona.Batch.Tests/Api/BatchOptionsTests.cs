using Microsoft.Extensions.Options;

namespace PersonaBatch.Tests.Api;

public sealed class BatchOptionsTests
{
    public static TheoryData<string, Action<BatchOptions>> Faults => new()
    {
        { "BatchId: *1 to 200 characters*", static options => options.BatchId = "" },
        { "BatchId: *control character*", static options => options.BatchId = "a\nb" },
        { "MaxFailureRate: *above 0 and at most 1*was 0", static options => options.MaxFailureRate = 0 },
        { "MaxFailureRate: *was 1.5*", static options => options.MaxFailureRate = 1.5 },
        { "MaxFailureRate: *was NaN*", static options => options.MaxFailureRate = double.NaN },
        { "OnItemFailure: *Continue, StopBatch*was 9", static options => options.OnItemFailure = (FailurePolicy)9 },
        { "Duplicates: *Fail, Skip, Unchecked*", static options => options.Duplicates = (DuplicatePolicy)9 },
        { "Prices[m]: *0 or more*", static options => options.Prices["m"] = new ModelPrice { InputPerMillion = -1 } },
        { "Processing.Mode: *Adaptive, Fixed, Backpressure*", static options => options.Processing.Mode = (BatchMode)9 },
        { "Processing.ChunkSize: *1 to 10000, was 0", static options => options.Processing.ChunkSize = 0 },
        { "Processing.ChunkSize: *was 10001", static options => options.Processing.ChunkSize = 10_001 },
        { "Processing.Checkpoint.Interval: *1 to 100000, was 0", static options => options.Processing.Checkpoint.Interval = 0 },
        { "Processing.Checkpoint.Directory: *must name a directory*", static options => options.Processing.Checkpoint.Directory = " " },
        { "Concurrency.MaxWorkers: *1 to 10000, was 0", static options => options.Concurrency.MaxWorkers = 0 },
        { "Concurrency.MaxWorkers: *was 10001", static options => options.Concurrency.MaxWorkers = 10_001 },
        { "Retry.MaxAttempts: *1 to 100, was 0", static options => options.Retry.MaxAttempts = 0 },
        { "Retry.MaxAttempts: *was 101", static options => options.Retry.MaxAttempts = 101 },
        { "Retry.BackoffBase: *1 to 100, was 0.5", static options => options.Retry.BackoffBase = 0.5 },
        { "Retry.BackoffBase: *was NaN", static options => options.Retry.BackoffBase = double.NaN },
        { "Retry.MaxHonoredRetryAfter: *above zero*was 00:00:00", static options => options.Retry.MaxHonoredRetryAfter = TimeSpan.Zero },
        { "Retry.RetryableErrors: *was 9", static options => options.Retry.RetryableErrors = [(RetryableError)9] },
        { "Failover.After: *zero to 1.00:00:00, was -00:00:01", static options => options.Failover.After = TimeSpan.FromSeconds(-1) },
        { "Failover.After: *was 1.00:00:01", static options => options.Failover.After = new TimeSpan(24, 0, 1) },
        { "Failover.Failures: *1 to 1000, was 0", static options => options.Failover.Failures = 0 },
        { "Failover.Failures: *was 1001", static options => options.Failover.Failures = 1001 },
        { "Failover.CoolDown: *above zero and at most 1.00:00:00, was 00:00:00", static options => options.Failover.CoolDown = TimeSpan.Zero },
        { "Failover.CoolDown: *was 1.00:00:01", static options => options.Failover.CoolDown = new TimeSpan(24, 0, 1) },
        { "Timeouts.Attempt: *above zero and at most 24.00:00:00, was 00:00:00", static options => options.Timeouts.Attempt = TimeSpan.Zero },
        { "Timeouts.Item: *was -00:00:01", static options => options.Timeouts.Item = TimeSpan.FromSeconds(-1) },
        { "Timeouts.Batch: *was 25.00:00:00", static options => options.Timeouts.Batch = TimeSpan.FromDays(25) },
        { "Timeouts.Drain: *was 00:00:00", static options => options.Timeouts.Drain = TimeSpan.Zero },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Constructor_ValueOutOfRange_NamesPathRangeAndValue(string fault, Action<BatchOptions> spoil)
    {
        var options = new BatchOptions();
        ArgumentNullException.ThrowIfNull(spoil);
        spoil(options);

        FluentActions.Invoking(() => New(options)).Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().Match($"*{fault.Replace("[", "?", StringComparison.Ordinal).Replace("]", "?", StringComparison.Ordinal)}*");
    }

    [Fact]
    public void Constructor_SeveralFaults_NamesThemAll() =>
        FluentActions.Invoking(() => New(new() { Processing = { ChunkSize = 0 }, Retry = { MaxAttempts = 0 }, Timeouts = { Drain = TimeSpan.Zero } }))
            .Should().Throw<OptionsValidationException>().Which.Failures.Should().HaveCount(3);

    [Fact]
    public void Constructor_Nothing_IsRefusedByName()
    {
        FluentActions.Invoking(() => new OptimisedBatchProcessor<int, int>((IBatchProvider<int, int>)null!)).Should().Throw<ArgumentNullException>().WithParameterName("provider");
        FluentActions.Invoking(() => new OptimisedBatchProcessor<int, int>((Func<int, CancellationToken, Task<int>>)null!)).Should().Throw<ArgumentNullException>().WithParameterName("call");
    }

    [Fact]
    public void Defaults_AreTheDocumentedOnes()
    {
        var options = new BatchOptions();

        options.Processing.Should().BeEquivalentTo(new { Mode = BatchMode.Adaptive, ChunkSize = 10, Checkpoint = new { Enabled = true, Interval = 10, Directory = ".persona/checkpoints" } });
        options.Retry.Should().BeEquivalentTo(new { MaxAttempts = 3, BackoffBase = 2.0, MaxHonoredRetryAfter = TimeSpan.FromMinutes(5), RetryableErrors = (List<RetryableError>?)null });
        options.Failover.Should().BeEquivalentTo(new { After = TimeSpan.FromSeconds(30), Failures = 5, CoolDown = TimeSpan.FromMinutes(1) });
        options.Timeouts.Should().BeEquivalentTo(new { Attempt = TimeSpan.FromMinutes(10), Item = (TimeSpan?)null, Batch = (TimeSpan?)null, Drain = TimeSpan.FromSeconds(20) });
        options.Should().BeEquivalentTo(new { OnItemFailure = FailurePolicy.Continue, Duplicates = DuplicatePolicy.Fail, MaxFailureRate = 0.5 });
    }

    [Fact]
    public void RunSettings_WorkersUnset_AreTwentyWithAQueueOfTenChunks()
    {
        var settings = new RunSettings(new BatchOptions(), new BatchRunOptions(), CallPlan.None);

        settings.MaxWorkers.Should().Be(20);
        settings.QueueCapacity.Should().Be(10);
        new RunSettings(new BatchOptions(), new BatchRunOptions { Ordered = true }, CallPlan.None).Window.Should().Be(160);
    }

    [Fact]
    public void ProcessAsync_BadArgument_ThrowsAtTheCall()
    {
        var sut = New(new());

        sut.Invoking(static processor => { _ = processor.ProcessAsync((IEnumerable<int>)null!); }).Should().Throw<ArgumentNullException>().WithParameterName("items");
        sut.Invoking(static processor => { _ = processor.ProcessAsync([1], new() { BatchId = "" }); }).Should().Throw<ArgumentException>().WithMessage("BatchId must be 1 to 200 characters*");
        sut.Invoking(static processor => { _ = processor.ProcessAsync([1], new() { ExpectedItems = -1 }); }).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*0 or more*");
    }

    private static OptimisedBatchProcessor<int, int> New(BatchOptions options) => new(static (item, _) => ValueTask.FromResult(item), options);
}
