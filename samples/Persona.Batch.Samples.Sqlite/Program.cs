using System.Globalization;
using PersonaBatch;
using PersonaBatch.Samples.Sqlite;
using PersonaBatch.Testing;

// Arguments, all optional: how many rows, the database, how long the simulated provider takes in milliseconds.
var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 2000;
var database = args.Length > 1 ? args[1] : "rows.db";
var latency = TimeSpan.FromMilliseconds(args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 50);

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var provider = new SimulatedProvider<Row, string>(static row => $"An answer to {row.Text}", new() { Latency = latency });
var processor = new OptimisedBatchProcessor<Row, string>(
    provider,
    new() { Concurrency = { MaxWorkers = 20 }, Fingerprint = { ["prompt"] = "v1" } },
    new() { ItemId = static row => row.Id });

await using var store = await RowStore.OpenAsync(database);
try
{
    await new Nightly(processor, store).RunAsync(Enumerable.Range(1, count).Select(static number => new Row($"row-{number}", $"question {number}")), stop.Token);
    Console.WriteLine($"All rows are in {database}, each exactly once. Last number: {await store.LastAsync(stop.Token)}.");
    return 0;
}
catch (OperationCanceledException)
{
    Console.WriteLine("Stopped. Run the same line again: it goes on where it was.");
    return 130;
}
