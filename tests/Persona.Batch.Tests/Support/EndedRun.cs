namespace PersonaBatch.Tests.Support;

/// <summary>A run that was brought to its end: how it went, and the outcomes that its reader got.</summary>
internal sealed record EndedRun(BatchSummary Summary, IReadOnlyList<ItemOutcome<string, string>> Outcomes)
{
    /// <summary>Streams items and ends the run; inside of a simulation. A deadline and a failure are the batch's own affair.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="items">Its items.</param>
    /// <param name="ending">How it ends.</param>
    /// <param name="afterSeconds">When somebody ends it.</param>
    /// <param name="options">How it differs.</param>
    /// <param name="meanwhile">What is done to it while it lives.</param>
    public static async Task<EndedRun> OfAsync(
        VirtualBatch batch, IEnumerable<string> items, EndBy ending, double afterSeconds, BatchRunOptions? options = null, Func<BatchRun, Task>? meanwhile = null)
    {
        var cancellation = new CancellationTokenSource();
        var stream = batch.Processor().StreamAsync(items, options, cancellation.Token);
        var end = EndAsync(batch, stream, cancellation, ending, afterSeconds);
        var others = meanwhile?.Invoke(stream) ?? Task.CompletedTask;
        List<ItemOutcome<string, string>> outcomes = [];
        try
        {
            await foreach (var outcome in stream)
            {
                outcomes.Add(outcome);
                if (ending == EndBy.Break && outcomes.Count > afterSeconds)
                {
                    break;
                }
            }
        }
        catch (Exception exception) when (exception is BatchIncompleteException or BatchCanceledException)
        {
            // The same is asked of Completion below.
        }

        await Task.WhenAll(end, others);
        return new EndedRun(await SummaryAsync(stream), outcomes);
    }

    private static async Task EndAsync(VirtualBatch batch, BatchRun run, CancellationTokenSource cancellation, EndBy ending, double afterSeconds)
    {
        await batch.WaitAsync(afterSeconds);
        await (ending switch
        {
            EndBy.Stop => run.StopAsync(CancellationToken.None),
            EndBy.Dispose => run.DisposeAsync().AsTask(),
            EndBy.Cancel => cancellation.CancelAsync(),
            _ => Task.CompletedTask,
        });
    }

    private static async Task<BatchSummary> SummaryAsync(BatchRun run)
    {
        try
        {
            return await run.Completion;
        }
        catch (BatchCanceledException exception)
        {
            return exception.Summary;
        }
        catch (BatchIncompleteException exception)
        {
            return exception.Summary;
        }
    }
}
