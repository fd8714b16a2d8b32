using System.Threading.Tasks.Dataflow;

namespace PersonaBatch.Benchmarks;

/// <summary>TPL Dataflow: one bounded block that calls, and a reader of its answers.</summary>
/// <param name="ordered">Whether answers come in the order of the items.</param>
/// <param name="window">How many items it holds, as a multiple of those in flight.</param>
internal sealed class Dataflow(bool ordered = false, int window = 2) : IContender
{
    public string Name => "TPL Dataflow";

    public async Task RunAsync(Load load, CancellationToken cancellationToken = default)
    {
        var block = new TransformBlock<int, int>(
            item => load.Call(item, cancellationToken).AsTask(),
            new ExecutionDataflowBlockOptions
            {
                MaxDegreeOfParallelism = load.InFlight,
                BoundedCapacity = window * load.InFlight,
                EnsureOrdered = ordered,
                SingleProducerConstrained = true,
                CancellationToken = cancellationToken,
            });
        var feeding = FeedAsync(load, block, cancellationToken);
        var sum = 0L;
        await foreach (var value in block.ReceiveAllAsync(CancellationToken.None))
        {
            sum += value;
        }

        GC.KeepAlive(sum);
        await feeding;
        await block.Completion;
    }

    private static async Task FeedAsync(Load load, TransformBlock<int, int> block, CancellationToken cancellationToken)
    {
        if (load.SlowSource is { } items)
        {
            await foreach (var item in items(load.Items))
            {
                await block.SendAsync(item, cancellationToken);
            }
        }
        else
        {
            foreach (var item in load.Range)
            {
                await block.SendAsync(item, cancellationToken);
            }
        }

        block.Complete();
    }
}
