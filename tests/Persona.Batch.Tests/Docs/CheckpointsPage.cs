using System.Text;
using System.Text.Json;

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

    public static async Task KeepAsync(OptimisedBatchProcessor<string, string> processor, IEnumerable<string> briefs, string path, CancellationToken cancellationToken)
    {
        try
        {
            await processor.ProcessAsync(briefs, new BatchRunOptions { BatchId = "nightly" }, cancellationToken);
        }
        catch (CheckpointException exception) when (exception.Unsaved.Count > 0)
        {
            var paid = exception.Unsaved.Where(lost => lost.Failure is null);
            await File.AppendAllLinesAsync(path, paid.Select(LineOf), CancellationToken.None);
            throw;
        }

        static string LineOf(RecordedOutcome paid) =>
            $"{{\"id\":{JsonSerializer.Serialize(paid.Id)},\"result\":{Encoding.UTF8.GetString(paid.ResultJson.Span)}}}";
    }

    public static async Task<BatchRunOptions> AgainAsync()
    {
        var lost = (await File.ReadAllLinesAsync("lost.txt")).ToHashSet();
        var run = new BatchRunOptions { BatchId = "nightly", AdmitNewItems = false, RunAgain = outcome => lost.Contains(outcome.Id) };
        return run;
    }
}
