using PersonaBatch;
using PersonaBatch.AotHost;

var directory = Directory.CreateTempSubdirectory("persona-batch-aot-").FullName;
try
{
    var options = new BatchOptions { BatchId = "aot", Processing = { Checkpoint = { Directory = directory } } };
    var hooks = new BatchHooks<Brief, Persona> { ItemId = static brief => brief.Id, Json = HostJson.Default };
    var calls = 0;
    var processor = new OptimisedBatchProcessor<Brief, Persona>(
        async (brief, cancellationToken) =>
        {
            await Task.Yield();
            Interlocked.Increment(ref calls);
            return new Persona(brief.Text, brief.Text.Length);
        },
        options,
        hooks);
    var briefs = Enumerable.Range(0, 100).Select(static number => new Brief($"brief-{number}", $"Somebody number {number}")).ToList();

    var first = await processor.ProcessAsync(briefs);
    var second = await processor.ProcessAsync(briefs);

    first.EnsureAllSucceeded();
    second.EnsureAllSucceeded();
    var unknown = new OptimisedBatchProcessor<Brief, Unregistered>(
        (brief, _) =>
        {
            Interlocked.Increment(ref calls);
            return Task.FromResult(new Unregistered(brief.Text.Length));
        },
        options,
        new() { ItemId = static brief => brief.Id });
    var refused = false;
    try
    {
        await unknown.ProcessAsync(briefs, new() { BatchId = "refused" });
    }
    catch (InvalidOperationException exception) when (exception.Message.Contains(nameof(Unregistered), StringComparison.Ordinal))
    {
        refused = true;
    }

    var bound = await BoundProcessor.RunAsync();
    var passed = refused && bound && calls == 100 && second.Counts.Replayed == 100 && second.Outcomes[7].Value == new Persona("Somebody number 7", 17);
    Console.WriteLine(passed ? "ahead of time: 100 called once, 100 replayed, missing metadata refused, a configuration bound" : $"ahead of time: {calls} calls, {second.Counts}, refused {refused}, bound {bound}");
    return passed ? 0 : 1;
}
finally
{
    Directory.Delete(directory, recursive: true);
}
