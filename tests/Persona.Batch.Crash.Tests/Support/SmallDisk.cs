using System.Diagnostics;

namespace PersonaBatch.Crash.Tests.Support;

/// <summary>A file system of its own, in memory and soon full. Only root on Linux may mount one, and not everywhere.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    /// <summary>Gets why none can be made here; <see langword="null"/> when it can. Found out by making one.</summary>
    public static string? Refusal { get; } = FindRefusal();

    /// <summary>Gets where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Mounts one of 2 MB.</summary>
    public static SmallDisk Mount() => TryMount() ?? throw new InvalidOperationException("It could be mounted before.");

    /// <summary>Makes it larger, as whoever frees a full disk does.</summary>
    public void Grow() => Run("mount", "-o", "remount,size=64m", Path).Should().BeTrue();

    public void Dispose()
    {
        Run("umount", Path).Should().BeTrue();
        Directory.Delete(Path);
    }

    private static string? FindRefusal()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "Only root on Linux may mount a small disk.";
        }

        using var disk = TryMount();
        return disk is null ? "Mounting a small disk is not allowed here." : null;
    }

    private static SmallDisk? TryMount()
    {
        var path = Directory.CreateTempSubdirectory("persona-batch-full-").FullName;
        if (Run("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", path))
        {
            return new SmallDisk(path);
        }

        Directory.Delete(path);
        return null;
    }

    private static bool Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
