using System.Globalization;

namespace PersonaBatch.Tests.Runs;

/// <summary>What one simulated thread cannot show: races, on the real pool and clock. Longer by <c>PERSONA_BATCH_SOAK</c> seconds.</summary>
public sealed class RealPoolTests
{
    private const string SoakSeconds = "PERSONA_BATCH_SOAK";

    [Fact]
    public async Task ProcessAsync_CallsThatBlockTheirThread_DoNotHoldUpTheOthers()
    {
        using var release = new ManualResetEventSlim();
        var blocking = 2 * Environment.ProcessorCount;
        var others = 0;

        var result = await OptimisedBatchProcessor.ProcessAsync(
            Enumerable.Range(0, 100),
            (item, _) =>
            {
                if (item < blocking)
                {
                    release.Wait(TimeSpan.FromSeconds(60), CancellationToken.None).Should().BeTrue("the other calls must not wait for this one");
                }
                else if (Interlocked.Increment(ref others) == 100 - blocking)
                {
                    release.Set();
                }

                return Task.FromResult(item);
            },
            new() { Processing = { Mode = BatchMode.Fixed, Checkpoint = { Enabled = false } } });

        result.EnsureAllSucceeded();
    }

    [Fact]
    public async Task StreamAsync_RandomFaultsPausesAndEndings_LosesNothingAndResumesTheRest()
    {
        var seconds = int.TryParse(Environment.GetEnvironmentVariable(SoakSeconds), CultureInfo.InvariantCulture, out var asked) ? asked : 2;
        var time = TimeProvider.System;
        var start = time.GetTimestamp();
        for (var seed = 1; time.GetElapsedTime(start) < TimeSpan.FromSeconds(seconds); seed++)
        {
            await new Soak(new Random(seed)).RunAsync($"seed {seed}");
        }
    }
}
