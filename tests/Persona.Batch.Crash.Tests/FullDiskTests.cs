using PersonaBatch.Crash.Tests.Support;

namespace PersonaBatch.Crash.Tests;

/// <summary>A real file system that is full.</summary>
public sealed class FullDiskTests
{
    private const int Items = 60;
    private const int Refused = 3;

    [SmallDiskFact]
    public async Task StreamAsync_OnAFullDisk_HandsOverWhatItCannotSaveAndResumesWhenThereIsRoom()
    {
        using var disk = SmallDisk.Mount();
        var directory = new CrashDirectory(disk.Path);

        using var full = Start(directory);
        (await full.EndAsync()).Should().Be(Refused);
        disk.Grow();
        using var resumed = Start(directory);
        (await resumed.EndAsync()).Should().Be(0);

        full.Refused.Should().StartWith("StorageBlocked");
        full.Told.Should().NotBeEmpty();
        full.Called.Should().BeSubsetOf(full.Told.Keys.Concat(full.Unsaved));
        resumed.TimesTold.Should().Be(Items);
        resumed.Told.Should().Contain(full.Told);
        resumed.Called.Should().BeSubsetOf(full.Unsaved.Concat(resumed.Told.Keys.Except(full.Called)));
    }

    private static HostProcess Start(CrashDirectory directory) =>
        HostProcess.Start(directory.Path, Items, "--payload", "100000", "--storage-timeout", "1");
}
