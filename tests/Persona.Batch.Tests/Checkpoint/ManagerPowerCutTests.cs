using System.Text;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>Compacting and removing on a disk that loses what was not synced, cut after every change in every mode.</summary>
public sealed class ManagerPowerCutTests
{
    private const int Items = 60;

    [Theory]
    [InlineData(NameRule.WithDirectorySync)]
    [InlineData(NameRule.WithFileSync)]
    public async Task CompactAsync_CutAtAnyChange_LosesNothing(NameRule rule)
    {
        var disk = Recorded(rule);
        var before = Contents(disk);

        foreach (var (at, left) in await CutsAsync(disk, static sut => sut.CompactAsync("batch", 4096, default)))
        {
            Contents(left).Should().Equal(before, at);
            (await SequencesAsync(left)).Should().BeInAscendingOrder(at).And.HaveCount(Items);
        }
    }

    [Fact]
    public async Task RemoveAsync_CutAtAnyChange_CanBeDoneAgain()
    {
        foreach (var (at, left) in await CutsAsync(Recorded(NameRule.WithDirectorySync), static sut => sut.RemoveAsync("batch")))
        {
            var sut = new CheckpointManager(CheckpointSandbox.Root, left);
            await sut.RemoveAsync("batch");

            (await sut.FindAsync("batch")).Should().BeNull(at);
            left.Files(Path.Combine(CheckpointSandbox.Root, "batch")).Should().BeSubsetOf([BatchDirectory.LockName], at);
        }
    }

    /// <summary>Every item failed before it succeeded.</summary>
    private static ModelDisk Recorded(NameRule rule)
    {
        var disk = new ModelDisk(rule);
        var sandbox = new CheckpointSandbox(disk) { Rules = JournalRules.Of(new CheckpointOptions { SegmentBytes = 4096 }) };
        var names = Enumerable.Range(0, Items).Select(static number => $"item-{number}").ToList();
        sandbox.Record([
            .. names.Select(static name => CheckpointSandbox.Fail(name)).Chunk(7),
            .. names.Select(static name => CheckpointSandbox.Ok(name, $"\"{name}\"")).Chunk(7)]);
        return disk;
    }

    private static async Task<List<(string At, ModelDisk Left)>> CutsAsync(ModelDisk disk, Func<CheckpointManager, Task> act)
    {
        var cuts = new List<(string At, ModelDisk Left)>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var changes = 0;
        disk.Changed = change =>
        {
            changes++;
            foreach (var mode in Enum.GetValues<CutMode>())
            {
                var left = disk.After(mode, new Random((changes * 31) + (int)mode));
                if (known.Add(left.Digest()))
                {
                    cuts.Add(($"cut at change {changes} ({change}), {mode}", left));
                }
            }
        };
        await act(new CheckpointManager(CheckpointSandbox.Root, disk));
        disk.Changed = null;
        cuts.Should().HaveCountGreaterThan(10);
        return cuts;
    }

    private static List<string> Contents(ModelDisk disk)
    {
        using var checkpoint = new CheckpointSandbox(disk.After(CutMode.Killed, new Random(1))).Open();
        checkpoint.Recovery.LostAcknowledged.Should().Be(0);
        checkpoint.Recovery.MissingSegments.Should().Be(0);
        checkpoint.Known.Count.Should().Be(Items);
        return [.. Enumerable.Range(0, Items).Select(number => Content(checkpoint, $"item-{number}"))];
    }

    private static string Content(OpenCheckpoint checkpoint, string id)
    {
        checkpoint.Known.TryGet(id, out var known).Should().BeTrue(id);
        var record = checkpoint.Journal.Read(known);
        return $"{id} {record.Sequence} {record.Status} {Encoding.UTF8.GetString(record.ResultJson.Span)}";
    }

    private static async Task<List<long>> SequencesAsync(ModelDisk disk) =>
        await new CheckpointManager(CheckpointSandbox.Root, disk).ReadAsync("batch").Select(static outcome => outcome.Sequence).ToListAsync();
}
