using CsCheck;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>A store that saves its cursor with its rows, killed again and again at random, in virtual time; a failing case prints its seed.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class ReplayAfterProperties
{
    private const int Cases = 80;

    private static readonly Gen<Death> AnyDeath = Gen.Select(
        Gen.Enum<DeathBy>(), Gen.Int[0, 120], Gen.Bool, static (by, at, isPowerCut) => new Death(by, at, isPowerCut));

    private static readonly Gen<Case> AnyCase = Gen.Select(
        Gen.Int[1, 150], Gen.Int[1, 8], Gen.Int[1, 25], AnyDeath.Array[0, 8], Gen.Double[0, 0.3], Gen.UInt,
        static (items, workers, chunk, deaths, faultRate, seed) => new Case(items, workers, chunk, deaths, faultRate, seed));

    private enum DeathBy
    {
        /// <summary>Between a hand-out and the commit.</summary>
        Reader,

        /// <summary>At a change to the disk, half done.</summary>
        Disk,
    }

    [Fact]
    public Task StreamAsync_KilledAtRandom_EveryRowIsSavedExactlyOnce() => AnyCase.SampleAsync(
        static async data =>
        {
            var store = new RowStore();
            var numbers = new List<long>();
            var files = new MemoryCheckpointFiles { TracksPower = true };
            for (var life = 0; life <= data.Deaths.Length; life++)
            {
                files = await LiveAsync(data, life, files, store, numbers);
            }

            store.SavedSuccesses.Should().BeEquivalentTo(VirtualBatch.Items(data.Items).ToDictionary(static id => id, static _ => 1));
            numbers.Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        },
        iter: Cases,
        threads: 1);

    /// <summary>Runs until its death, or the end, and returns the disk as the next process finds it.</summary>
    private static async Task<MemoryCheckpointFiles> LiveAsync(Case data, int life, MemoryCheckpointFiles files, RowStore store, List<long> numbers)
    {
        var death = life < data.Deaths.Length ? data.Deaths[life] : null;
        files.ChangesLeft = death?.By == DeathBy.Disk ? death.At : int.MaxValue;
        MemoryCheckpointFiles? left = null;
        await data.NewBatch(life, files).PlayAsync(async processor =>
        {
            var read = 0;
            List<ItemOutcome<string, string>> chunk = [];
            try
            {
                await foreach (var outcome in processor.StreamAsync(data.Input(life), new() { ReplayAfter = store.Cursor }))
                {
                    numbers.Add(outcome.Sequence);
                    chunk.Add(outcome);
                    if (death?.By == DeathBy.Reader && read++ == death.At)
                    {
                        left = death.Disk(files);
                        return;
                    }

                    if (chunk.Count == data.Chunk && files.ChangesLeft >= 0)
                    {
                        store.Commit(chunk);
                        chunk.Clear();
                    }
                }

                if (chunk.Count > 0)
                {
                    store.Commit(chunk);
                }
            }
            catch (CheckpointException) when (files.ChangesLeft < 0)
            {
                // The process died; whatever it says is never heard.
            }
        });

        return left ?? death?.Disk(files) ?? files.AfterKill();
    }

    private sealed record Death(DeathBy By, int At, bool IsPowerCut)
    {
        public MemoryCheckpointFiles Disk(MemoryCheckpointFiles files) => IsPowerCut ? files.AfterPowerCut() : files.AfterKill();
    }

    private sealed record Case(int Items, int Workers, int Chunk, Death[] Deaths, double FaultRate, uint Seed)
    {
        /// <summary>In another order each time.</summary>
        public IEnumerable<string> Input(int life) => VirtualBatch.Items(Items).OrderBy(item => Draw(item, life));

        /// <summary>In the last life nothing fails.</summary>
        public VirtualBatch NewBatch(int life, MemoryCheckpointFiles files) => new((item, call) => Answer(item, call, life), files)
        {
            Options =
            {
                BatchId = "batch",
                MaxFailureRate = null,
                Concurrency = { MaxWorkers = Workers },
                Processing = { ChunkSize = 1, Checkpoint = { Enabled = true, SegmentBytes = 4096, StorageTimeout = TimeSpan.Zero } },
            },
        };

        private ScriptedAnswer Answer(string item, int call, int life)
        {
            var fails = life < Deaths.Length && Draw(item, 100 + life) < FaultRate;
            return new ScriptedAnswer
            {
                Value = new string('x', 100),
                Latency = TimeSpan.FromSeconds(0.1 + (5 * Draw(item, call))),
                Failure = fails ? new BatchFailure(FailureClass.ServerError) : null,
            };
        }

        private double Draw(string item, int salt) =>
            Jitter.Next(Seed, long.Parse(item.AsSpan("item-".Length), System.Globalization.CultureInfo.InvariantCulture), salt);
    }
}
