using System.Threading.Channels;

namespace PersonaBatch.Benchmarks;

/// <summary>A bounded channel and as many workers as calls may be in flight, each reading it to its end.</summary>
internal sealed class ChannelWorkers : IContender
{
    public string Name => "Channel + N workers";

    public async Task RunAsync(Load load, CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<int>(new BoundedChannelOptions(2 * load.InFlight) { SingleWriter = true });
        var workers = Enumerable.Range(0, load.InFlight).Select(_ => Task.Run(() => WorkAsync(load, channel.Reader, cancellationToken), cancellationToken)).ToArray();
        if (load.SlowSource is { } items)
        {
            await foreach (var item in items(load.Items))
            {
                await channel.Writer.WriteAsync(item, cancellationToken);
            }
        }
        else
        {
            foreach (var item in load.Range)
            {
                await channel.Writer.WriteAsync(item, cancellationToken);
            }
        }

        channel.Writer.Complete();
        await Task.WhenAll(workers);
    }

    private static async Task WorkAsync(Load load, ChannelReader<int> items, CancellationToken cancellationToken)
    {
        await foreach (var item in items.ReadAllAsync(cancellationToken))
        {
            await load.Call(item, cancellationToken);
        }
    }
}
