using System.Security.Cryptography;
using PersonaBatch.Crash.Tests.Support;
using Xunit.Abstractions;

namespace PersonaBatch.Crash.Tests;

/// <summary>A host is killed while it works, and its next life while it recovers from a long torn tail. <c>PERSONA_BATCH_LONG</c> makes it 60 rounds.</summary>
public sealed class KilledDuringRecoveryTests(ITestOutputHelper output)
{
    private const int Items = 300;
    private const int Workers = 8;
    private const int Interval = 10;
    private const int TornBytes = 24 << 20;

    private static readonly int Rounds = Environment.GetEnvironmentVariable("PERSONA_BATCH_LONG") is { Length: > 0 } ? 60 : 2;

    [Fact]
    public async Task StreamAsync_KilledAndKilledAgainWhileRecovering_KeepsWhatWasTold()
    {
        for (var seed = 1; seed <= Rounds; seed++)
        {
            using var directory = new CrashDirectory();
            var random = new Random(seed);

            using var first = Start(directory);
            await first.SaidAsync("told", random.Next(1, Items - 50));
            await first.KillAsync();
            directory.Append(Torn(random));
            using var second = Start(directory);
            await second.SaidAsync("starting");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200)), TimeProvider.System);
            await second.KillAsync();
            using var third = Start(directory);
            (await third.EndAsync()).Should().Be(0, "seed {0}", seed);

            output.WriteLine($"seed {seed}: told {first.Told.Count}, {second.Told.Count}, {third.Told.Count}; called {first.Called.Count}, {second.Called.Count}, {third.Called.Count}");
            third.TimesTold.Should().Be(Items, "seed {0}", seed);
            first.Told.Concat(second.Told).Except(third.Told).Should().BeEmpty("seed {0}", seed);
            third.Called.Intersect(first.Called.Concat(second.Called)).Count().Should().BeLessThanOrEqualTo(2 * (Workers + Interval), "seed {0}", seed);
            directory.Answers().Should().HaveCount(Items).And.OnlyContain(static answer => answer.Value.Count == 1, "seed {0}", seed);
        }
    }

    private static HostProcess Start(CrashDirectory directory) => HostProcess.Start(
        directory.Path, Items, "--workers", $"{Workers}", "--interval", $"{Interval}", "--payload", "2000");

    /// <summary>A line that never ends.</summary>
    private static byte[] Torn(Random random)
    {
        var torn = new byte[random.Next(1, TornBytes)];
        RandomNumberGenerator.Fill(torn);
        torn.AsSpan().Replace((byte)'\n', (byte)' ');
        return torn;
    }
}
