namespace PersonaBatch.Tests.Runs;

public sealed class ContextTests
{
    private static readonly AsyncLocal<string?> Ambient = new();
    private static readonly BatchOptions NoCheckpoint = new() { Processing = { Checkpoint = { Enabled = false } } };

    [Fact]
    public async Task ProcessAsync_WhatACallLeavesInItsContext_NeverReachesTheNext()
    {
        Ambient.Value = "caller";
        var seen = new List<string?>();

        await OptimisedBatchProcessor.ProcessAsync(Enumerable.Range(0, 5000), Leaky, NoCheckpoint);

        seen.Should().HaveCount(5000).And.AllBe("caller");

        // Not an async method: what it sets stays in the context of whoever calls it.
        Task<int> Leaky(int item, CancellationToken cancellationToken)
        {
            lock (seen)
            {
                seen.Add(Ambient.Value);
            }

            Ambient.Value = $"leak {item}";
            return item % 2 == 0 ? Task.FromResult(item) : YieldAsync(item);
        }
    }

    [Fact]
    public async Task ProcessAsync_TheSource_SeesTheCallersContext()
    {
        Ambient.Value = "caller";

        var result = await OptimisedBatchProcessor.ProcessAsync(Source(), static (item, _) => Task.FromResult(item), NoCheckpoint);

        result.Values.Should().Equal("caller");

        static IEnumerable<string> Source()
        {
            yield return Ambient.Value!;
        }
    }

    [Fact]
    public async Task ProcessAsync_SourceThatBlocksItsThread_DoesNotBlockTheCaller()
    {
        using var gate = new ManualResetEventSlim();

        var run = OptimisedBatchProcessor.ProcessAsync(Blocking(), static (item, _) => Task.FromResult(item), NoCheckpoint);
        run.IsCompleted.Should().BeFalse();
        gate.Set();

        (await run).Counts.Succeeded.Should().Be(1);

        IEnumerable<int> Blocking()
        {
            gate.Wait(TimeSpan.FromSeconds(30));
            yield return 1;
        }
    }

    private static async Task<int> YieldAsync(int item)
    {
        await Task.Yield();
        return item;
    }
}
