namespace PersonaBatch.Tests.Docs;

/// <summary>The code of docs/checkpoints.md, compiled.</summary>
internal static class CheckpointsPage
{
    public static async Task LookAfterAsync(string directory, string path)
    {
        var batches = new CheckpointManager(directory);
        await foreach (var batch in batches.ListAsync())
        {
            Console.WriteLine($"{batch.BatchId}: {batch.Counts.Succeeded} of {batch.Counts.Accepted}, {batch.CostUsd} USD");
        }

        await foreach (var outcome in batches.ReadAsync("nightly"))
        {
            Console.WriteLine($"{outcome.Sequence} {outcome.Id}: {outcome.Status} after {outcome.Attempts}");
        }

        Console.WriteLine(await batches.VerifyAsync("nightly") ?? "sound");
        await using (var file = File.Create(path))
        {
            await batches.ExportAsync("nightly", file);
        }

        await batches.CompactAsync("nightly");
        await batches.RemoveAsync("nightly");
    }

    public static async Task<BatchRunOptions> AgainAsync(string path)
    {
        var lost = (await File.ReadAllLinesAsync(path)).ToHashSet();
        var run = new BatchRunOptions { BatchId = "nightly", AdmitNewItems = false, RunAgain = outcome => lost.Contains(outcome.Id) };
        return run;
    }
}
