using System.Text;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>What is read is whole, or the reading fails: whatever a run, a compaction or a removal does meanwhile.</summary>
public sealed class ManagerSnapshotTests
{
    private const int Items = 1000;

    private readonly CheckpointSandbox _sandbox = new();
    private readonly WatchedFiles _watched;

    public ManagerSnapshotTests()
    {
        _sandbox.Rules = _sandbox.Rules with { SegmentBytes = 4096 };
        _watched = new WatchedFiles(_sandbox.Files);
    }

    private CheckpointManager Sut => new(_sandbox.Directory, _watched);

    private CheckpointManager Other => new(_sandbox.Directory, _sandbox.Files);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ReadAsync_CompactedOrRemovedMeanwhile_GivesAllOfIt(bool isRemoved)
    {
        using var disk = new DiskSandbox();
        disk.Checkpoint.Rules = _sandbox.Rules;
        Record(disk.Checkpoint);
        var sut = new CheckpointManager(disk.Checkpoint.Directory);

        List<string> ids = [];
        await foreach (var outcome in sut.ReadAsync("batch"))
        {
            ids.Add(outcome.Id);
            if (ids.Count == 10)
            {
                await (isRemoved ? sut.RemoveAsync("batch") : sut.CompactAsync("batch"));
            }
        }

        ids.Should().Equal(Ids(Items));
    }

    [Fact]
    public async Task ExportAsync_CompactedMeanwhile_WritesAllOfIt()
    {
        Record(_sandbox);
        using var destination = new HookedStream(() => Other.CompactAsync("batch"));

        await Sut.ExportAsync("batch", destination);

        Encoding.UTF8.GetString(destination.ToArray()).TrimEnd('\n').Split('\n').Should().HaveCount(Items);
    }

    [Fact]
    public async Task ReadAsync_ARunThatGoesOn_GivesWhatWasThere()
    {
        using var live = _sandbox.Open();
        live.Journal.Append([.. Ids(Items).Select(static id => CheckpointSandbox.Ok(id))]);

        List<string> ids = [];
        await foreach (var outcome in Sut.ReadAsync("batch"))
        {
            ids.Add(outcome.Id);
            live.Journal.Append([CheckpointSandbox.Ok($"later-{ids.Count}")]);
        }

        ids.Should().Equal(Ids(Items));
        _sandbox.Segments().Should().HaveCountGreaterThan(10);
    }

    [Fact]
    public async Task ReadAsync_CompactedWhileItOpens_GivesAllOfIt()
    {
        Record(_sandbox);
        AtTheFirstOpening(3, Compact);

        (await ReadAsync()).Should().Equal(Ids(Items));
    }

    [Fact]
    public async Task ReadAsync_RemovedWhileItOpens_Throws()
    {
        Record(_sandbox);
        AtTheFirstOpening(3, () => Stored().Remove());

        await this.Awaiting(static test => test.ReadAsync()).Should().ThrowAsync<IOException>().WithMessage("*removed*Read again*");
    }

    [Fact]
    public async Task ReadAsync_CompactedWithMoreFilesThanAreHeld_Throws()
    {
        _sandbox.Rules = _sandbox.Rules with { SegmentBytes = 1 };
        _sandbox.Record([.. Ids(JournalSnapshot.MostHeld + 50).Select(static id => new[] { CheckpointSandbox.Ok(id) })]);
        (await ReadAsync()).Should().HaveCount(JournalSnapshot.MostHeld + 50);

        var reading = async () =>
        {
            await foreach (var _ in Sut.ReadAsync("batch"))
            {
                await Other.CompactAsync("batch");
            }
        };

        await reading.Should().ThrowAsync<IOException>().WithMessage("*compacted*Read again*");
    }

    [Fact]
    public async Task ReadAsync_ALineThatGoesBadMeanwhile_IsNotLeftOutInSilence()
    {
        Record(_sandbox);
        var path = _sandbox.PathOf(SegmentName.Of(20));

        var reading = async () =>
        {
            await foreach (var _ in Sut.ReadAsync("batch"))
            {
                using var file = _sandbox.Files.Open(path);
                file.Write("x"u8, file.Length / 2);
            }
        };

        await reading.Should().ThrowAsync<IOException>().WithMessage($"*{Items - 1} outcomes*not {Items}*");
    }

    [Fact]
    public async Task ReadAsync_AListingThatMissesAFileBegunMeanwhile_MissesNothing()
    {
        Record(_sandbox);
        var listings = 0;
        _watched.Listed = (_, names) => ++listings == 1 ? [.. names.Where(static name => SegmentName.NumberOf(name) != 3)] : names;

        (await ReadAsync()).Should().Equal(Ids(Items));
    }

    [Fact]
    public async Task VerifyAsync_ASegmentFilledWhileItLooks_IsSound()
    {
        using var live = _sandbox.Open();
        live.Journal.Append([CheckpointSandbox.Ok("a")]);
        _watched.Listed = (_, names) =>
        {
            live.Journal.Append([.. Ids(60).Select(static id => CheckpointSandbox.Ok(id))]);
            live.Journal.Append([CheckpointSandbox.Ok("b")]); // the next one is begun, and the last of the list says so
            return names;
        };

        (await Sut.VerifyAsync("batch")).Should().BeNull();
    }

    [Fact]
    public async Task FindAsync_CompactedMeanwhile_CountsAll()
    {
        Record(_sandbox);
        AtTheFirstOpening(3, Compact);

        var record = await Sut.FindAsync("batch");

        record!.Counts.Succeeded.Should().Be(Items);
        record.CostUsd.Should().Be(0.0123m * Items);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public async Task Reading_CancelledInTheMiddle_EndsThere(int segment)
    {
        Record(_sandbox);
        Func<CancellationToken, Task>[] readings =
        [
            token => Sut.FindAsync("batch", token),
            token => Sut.VerifyAsync("batch", token),
            token => Sut.ExportAsync("batch", Stream.Null, token),
            async token => await Sut.ListAsync(token).GetAsyncEnumerator(token).MoveNextAsync(),
            async token => await Sut.ReadAsync("batch", token).GetAsyncEnumerator(token).MoveNextAsync(),
        ];
        foreach (var reading in readings)
        {
            using var source = new CancellationTokenSource();
            AtTheFirstOpening(segment, source.Cancel);

            (await reading.Awaiting(read => read(source.Token)).Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(source.Token);
        }
    }

    private static IEnumerable<string> Ids(int count) => Enumerable.Range(0, count).Select(static number => $"item-{number}");

    private static void Record(CheckpointSandbox sandbox) =>
        sandbox.Record([.. Ids(Items).Select(static id => CheckpointSandbox.Ok(id)).Chunk(10)]);

    private StoredBatch Stored() => StoredBatch.At(_sandbox.Files, Path.Combine(_sandbox.Directory, "batch"))!;

    private void Compact() => Stored().Compact(TimeProvider.System, segmentBytes: null, CancellationToken.None);

    private async Task<List<string>> ReadAsync()
    {
        List<string> ids = [];
        await foreach (var outcome in Sut.ReadAsync("batch"))
        {
            ids.Add(outcome.Id);
        }

        return ids;
    }

    /// <summary>Acts once, before a segment is opened for the first time.</summary>
    private void AtTheFirstOpening(int segment, Action act) => _watched.Opening = path =>
    {
        if (SegmentName.NumberOf(Path.GetFileName(path)) == segment)
        {
            _watched.Opening = static _ => { };
            act();
        }
    };

    private sealed class HookedStream(Func<Task> afterTheFirst) : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Length == 0)
            {
                await afterTheFirst();
            }

            Write(buffer.Span);
        }
    }
}
