using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>The disk the power-cut tests rest on: a file layer like the others, and as forgetful as it says.</summary>
public sealed class ModelDiskTests : CheckpointFilesContract
{
    private const int PageSize = 4;

    private readonly ModelDisk _disk = new(NameRule.WithDirectorySync, PageSize);

    private protected override ICheckpointFiles Sut => _disk;

    private protected override string Root => CheckpointSandbox.Root;

    private string FilePath => Path.Combine(Root, "file");

    [Theory]
    [InlineData(CutMode.Killed, "abcdEFghij")]
    [InlineData(CutMode.Everything, "abcdEFghij")]
    [InlineData(CutMode.SyncedOnly, "abcdef")]
    [InlineData(CutMode.NamesLost, "abcdEFghij")]
    public void After_UnsyncedBytes_LeavesWhatTheModeSays(CutMode cut, string expected)
    {
        using var file = Begin();
        file.Write("EFghij"u8, 4);

        Read(_disk.After(cut, new Random(1))).Should().Be(expected);
    }

    [Fact]
    public void After_RandomPagesAndHoles_KeepsWhatWasSyncedAndWholePages()
    {
        using var file = Begin();
        file.Write("EFghijkl"u8, 4);

        var random = Enumerable.Range(0, 100).Select(seed => Read(_disk.After(CutMode.RandomPages, new Random(seed)))).ToHashSet(StringComparer.Ordinal);
        var holes = Enumerable.Range(0, 100).Select(seed => Read(_disk.After(CutMode.Hole, new Random(seed)))).ToHashSet(StringComparer.Ordinal);

        random.Should().BeEquivalentTo("abcdef", "abcdEF", "abcdef\0\0\0\0\0\0", "abcdef\0\0ijkl", "abcdEFgh\0\0\0\0", "abcdEFghijkl");
        holes.Should().BeEquivalentTo("abcdef\0\0\0\0\0\0", "abcdef\0\0ijkl", "abcdEFgh\0\0\0\0", "abcdEFghijkl");
    }

    [Theory]
    [InlineData(NameRule.WithDirectorySync, false)]
    [InlineData(NameRule.WithFileSync, true)]
    public void After_AFileSyncWithoutADirectorySync_KeepsTheNameByTheRule(NameRule rule, bool isKept)
    {
        var disk = new ModelDisk(rule);
        disk.CreateDirectory(Root);
        using var file = disk.Open(FilePath);
        file.Sync();

        disk.After(CutMode.SyncedOnly, new Random(1)).FileExists(FilePath).Should().Be(isKept);
        disk.After(CutMode.NamesLost, new Random(1)).FileExists(FilePath).Should().Be(isKept);
        disk.After(CutMode.Everything, new Random(1)).FileExists(FilePath).Should().BeTrue();
    }

    [Theory]
    [InlineData(PagesAfterFailedSync.Kept, "abcdEF", "abcdEF")]
    [InlineData(PagesAfterFailedSync.Forgotten, "abcdEF", "abcdef")]
    [InlineData(PagesAfterFailedSync.Dropped, "abcdef", "abcdef")]
    public void Sync_AfterAFailedOne_WritesThePagesByTheModel(PagesAfterFailedSync pages, string seen, string durable)
    {
        using var file = Begin();
        file.Write("EF"u8, 4);
        _disk.Faults.FailSyncAt = 1;
        _disk.Faults.Pages = pages;

        file.Invoking(static file => file.Sync()).Should().Throw<IOException>();
        file.Sync();

        Read(_disk).Should().Be(seen);
        Read(_disk.After(CutMode.Everything, new Random(1))).Should().Be(durable);
    }

    [Fact]
    public void Write_PastTheCapacityOrTheFailingByte_WritesWhatFitsAndThrows()
    {
        using var file = Begin();
        _disk.Faults.Capacity = 8;
        file.Invoking(static file => file.Write("ghij"u8, 6)).Should().Throw<IOException>().Which.HResult.Should().Be(28);
        Read(_disk).Should().Be("abcdefgh");

        _disk.Faults.Capacity = long.MaxValue;
        _disk.Faults.FailWriteAtByte = 1;
        file.Invoking(static file => file.Write("XYZ"u8, 0)).Should().Throw<IOException>().Which.HResult.Should().Be(28);
        Read(_disk).Should().Be("Xbcdefgh");
    }

    private ICheckpointFile Begin()
    {
        _disk.CreateDirectory(Root);
        var file = _disk.Open(FilePath);
        file.Write("abcdef"u8, 0);
        file.Sync();
        _disk.SyncDirectory(Root);
        return file;
    }

    private string Read(ModelDisk disk) => System.Text.Encoding.ASCII.GetString(disk.ReadAll(FilePath)!);
}
