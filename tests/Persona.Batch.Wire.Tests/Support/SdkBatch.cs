namespace PersonaBatch.Wire.Tests.Support;

/// <summary>One item through a bare SDK: why it failed, and how many HTTP calls that took.</summary>
internal sealed record SdkBatch(BatchFailure Failure, int HttpCalls)
{
    public static async Task<SdkBatch> RunAsync(OfficialSdk sdk, string answer, bool retries = false)
    {
        await using var server = new CannedServer(answer);
        return (await RunAsync(sdk, server.Address, retries)) with { HttpCalls = server.Calls };
    }

    public static async Task<SdkBatch> RunAsync(OfficialSdk sdk, Uri address, bool retries = false)
    {
        using var client = sdk.NewClient(address, retries);
        var processor = new OptimisedBatchProcessor<string, string>(
            client.AsBatchProvider<string, string>(static item => item),
            new() { Processing = { Checkpoint = { Enabled = false } }, Retry = { RetryableErrors = [], MaxAttempts = 1 } },
            new() { Quotas = new ProviderQuotas() });

        var result = await processor.ProcessAsync(["item"]);
        return new SdkBatch(result.Outcomes[0].Failure!, 0);
    }
}
