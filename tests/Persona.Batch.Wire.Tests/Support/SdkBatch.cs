using Microsoft.Extensions.Logging.Testing;

namespace PersonaBatch.Wire.Tests.Support;

/// <summary>One item through a bare SDK: what became of it, how many HTTP calls that took, and what was logged.</summary>
internal sealed record SdkBatch(ItemOutcome<string, string> Outcome, int HttpCalls, IReadOnlyList<FakeLogRecord> Logs)
{
    public BatchFailure Failure => Outcome.Failure!;

    public static async Task<SdkBatch> RunAsync(OfficialSdk sdk, string answer, bool retries = false)
    {
        await using var server = new CannedServer(answer);
        return (await RunAsync(sdk, server.Address, retries)) with { HttpCalls = server.Calls };
    }

    public static async Task<SdkBatch> RunAsync(OfficialSdk sdk, Uri address, bool retries = false)
    {
        using var client = sdk.NewClient(address, retries);
        var logs = new FakeLogCollector();
        var processor = new OptimisedBatchProcessor<string, string>(
            client.AsBatchProvider<string, string>(static item => item),
            new() { Processing = { Checkpoint = { Enabled = false } }, Retry = { RetryableErrors = [], MaxAttempts = 1 } },
            new() { Quotas = new ProviderQuotas(), LoggerFactory = new FakeLoggerFactory(logs) });

        var result = await processor.ProcessAsync(["item"]);
        return new SdkBatch(result.Outcomes[0], 0, logs.GetSnapshot());
    }
}
