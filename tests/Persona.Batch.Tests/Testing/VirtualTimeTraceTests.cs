using System.Threading.Channels;
using PersonaBatch.Testing;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Testing;

[Collection(VirtualTimeCollection.Name)]
public sealed class VirtualTimeTraceTests
{
    [Fact]
    public async Task RunAsync_TheSameProgramTwice_HasTheSameTrace()
    {
        var first = await TraceAsync();
        var second = await TraceAsync();

        first.Should().HaveCount(2_000);
        second.Should().Equal(first);
    }

    /// <summary>20 workers on a channel; every body escapes to the pool in another way.</summary>
    private static async Task<List<string>> TraceAsync()
    {
        var time = new VirtualTimeProvider();
        var start = time.GetTimestamp();
        var trace = new List<string>();
        var channel = Channel.CreateBounded<int>(5);

        await time.RunAsync(async () =>
        {
            var workers = Enumerable.Range(0, 20).Select(number => Task.Run(() => WorkAsync(number))).ToList();
            for (var i = 0; i < 2_000; i++)
            {
                await channel.Writer.WriteAsync(i);
            }

            channel.Writer.Complete();
            await Task.WhenAll(workers);
        });
        return trace;

        async Task WorkAsync(int number)
        {
            await foreach (var item in channel.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                await BodyAsync(time, item);
                trace.Add($"{number} did {item} at {time.GetElapsedTime(start)}");
            }
        }
    }

    private static async Task BodyAsync(TimeProvider time, int item)
    {
        var delay = TimeSpan.FromMilliseconds(100 + (item * 7919 % 50));
        switch (item % 5)
        {
            case 0:
                await Task.Yield();
                await Task.Delay(delay, time);
                break;
            case 1:
                await Task.Run(() => Task.Delay(delay, time));
                break;
            case 2:
                await Task.Delay(delay, time).ConfigureAwait(false);
                await Task.Yield();
                break;
            case 3:
                break;
            default:
                using (var source = new CancellationTokenSource(delay, time))
                {
                    await Task.Delay(TimeSpan.FromHours(1), time, source.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                }

                break;
        }
    }
}
