namespace PersonaBatch.Benchmarks;

/// <summary>A task for every item, a semaphore that lets some of them call, and <c>Task.WhenAll</c>.</summary>
internal sealed class SemaphoreWhenAll : IContender
{
    public string Name => "SemaphoreSlim + Task.WhenAll";

    public async Task RunAsync(Load load, CancellationToken cancellationToken = default)
    {
        using var semaphore = new SemaphoreSlim(load.InFlight);
        await Task.WhenAll(load.Range.Select(CallAsync));

        async Task CallAsync(int item)
        {
            await semaphore.WaitAsync(cancellationToken);
            try
            {
                await load.Call(item, cancellationToken);
            }
            finally
            {
                semaphore.Release();
            }
        }
    }
}
