using PersonaBatch;
using PersonaBatch.CrashHost;

var arguments = HostArguments.Parse(args);
var options = new BatchOptions
{
    BatchId = "crash",
    Processing =
    {
        Mode = BatchMode.Fixed,
        Checkpoint = { Directory = arguments.Directory, Interval = arguments.Interval, StorageTimeout = arguments.StorageTimeout },
    },
    Concurrency = { MaxWorkers = arguments.Workers },
};
using var server = arguments.Endpoint is null ? null : new ServerCalls(arguments.Endpoint);
var held = new HeldCalls(arguments);
var processor = new OptimisedBatchProcessor<string, string>(
    server is null ? held.CallAsync : server.CallAsync, options, new() { ItemId = static item => item });

await HostOutput.WriteAsync("starting");
try
{
    await foreach (var outcome in processor.StreamAsync(Enumerable.Range(0, arguments.Items).Select(static number => $"item-{number}")))
    {
        await HostOutput.WriteAsync($"told {outcome.Id} {outcome.Status} {(outcome.Replayed ? "again" : "new")} {outcome.Value ?? outcome.Failure?.Message}");
    }
}
catch (CheckpointException exception)
{
    foreach (var unsaved in exception.Unsaved)
    {
        await HostOutput.WriteAsync($"unsaved {unsaved.Id}");
    }

    await HostOutput.WriteAsync($"refused {exception.Problem} {exception.Message.ReplaceLineEndings(" ")}");
    return 3;
}

await HostOutput.WriteAsync("done");
return 0;
