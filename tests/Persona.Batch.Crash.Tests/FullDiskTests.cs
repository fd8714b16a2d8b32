using System.Diagnostics;
using PersonaBatch.Crash.Tests.Support;
using Xunit.Abstractions;

namespace PersonaBatch.Crash.Tests;

/// <summary>A real file system that is full: 2 MB in memory, mounted where the test may (root on Linux).</summary>
public sealed class FullDiskTests(ITestOutputHelper output)
{
    private const int Items = 60;
    private const int Refused = 3;

    [Fact]
    public async Task StreamAsync_OnAFullDisk_HandsOverWhatItCannotSaveAndResumesWhenThereIsRoom()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            output.WriteLine("Not run: only root on Linux may mount a small disk.");
            return;
        }

        var path = Directory.CreateTempSubdirectory("persona-batch-full-").FullName;
        if (!Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", path))
        {
            Directory.Delete(path);
            output.WriteLine("Not run: mounting is not allowed here.");
            return;
        }

        try
        {
            await FillAndResumeAsync(new CrashDirectory(path), path);
        }
        finally
        {
            Run("umount", path).Should().BeTrue();
            Directory.Delete(path);
        }
    }

    private static async Task FillAndResumeAsync(CrashDirectory directory, string path)
    {
        using var full = Start(directory);
        (await full.EndAsync()).Should().Be(Refused);
        Run("mount", "-o", "remount,size=64m", path).Should().BeTrue();
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

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
