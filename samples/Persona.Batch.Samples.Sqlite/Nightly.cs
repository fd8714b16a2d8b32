namespace PersonaBatch.Samples.Sqlite;

/// <summary>Answers any number of rows, each stored exactly once, whenever the process dies.</summary>
internal sealed class Nightly(OptimisedBatchProcessor<Row, string> processor, RowStore store)
{
    public async Task RunAsync(IEnumerable<Row> rows, CancellationToken cancellationToken)
    {
        var run = new BatchRunOptions { BatchId = "rows-2026-11", ReplayAfter = await store.LastAsync(cancellationToken) };
        var outcomes = processor.StreamAsync(rows, run, cancellationToken);
        await foreach (var chunk in outcomes.Chunk(50).WithCancellation(cancellationToken))
        {
            await store.SaveAsync(chunk, cancellationToken);
        }
    }
}
