using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PersonaBatch;

/// <summary>Brings files and directories to the disk, and throws when the kernel says it could not.</summary>
/// <remarks>
/// On Linux <see cref="RandomAccess.FlushToDisk"/> and <see cref="FileStream.Flush(bool)"/> swallow every failure of fsync (runtime 8 to 10):
/// data the disk refused would be acknowledged. Hence the call to libc.
/// </remarks>
internal static partial class NativeSync
{
    private const int Interrupted = 4; // EINTR
    private const int AccessDenied = 13; // EACCES
    private const int Unsupported = 22; // EINVAL

    /// <summary>Syncs what an open file holds, and its length; on Linux not its times, which would cost a sixth more.</summary>
    /// <exception cref="IOException">The data may not be on the disk.</exception>
    public static void File(SafeFileHandle handle)
    {
        var error = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? Flush(handle)
            : OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? Call(handle, FdatasyncNative)
            : Call(handle, FsyncNative);
        if (error != 0)
        {
            throw Failure("a file", error);
        }
    }

    /// <summary>Syncs the names in a directory. Windows has no such call; NTFS keeps names in its own log.</summary>
    /// <exception cref="IOException">A new name may be lost in a power failure.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be read.</exception>
    public static void Directory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var handle = new SafeFileHandle(OpenForSync(path), ownsHandle: true);
        var error = Call(handle, FsyncNative);

        // Some network and FUSE file systems have no fsync for directories and answer EINVAL; their names are as durable as they can be.
        if (error is not (0 or Unsupported))
        {
            throw Failure($"the directory '{path}'", error);
        }
    }

    private static nint OpenForSync(string path)
    {
        while (true)
        {
            var descriptor = OpenNative(path, ReadOnlyAndCloseOnExec);
            if (descriptor >= 0)
            {
                return descriptor;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                var failure = Failure($"the directory '{path}'", error);
                throw error == AccessDenied ? new UnauthorizedAccessException(failure.Message, failure) : failure;
            }
        }
    }

    /// <summary>O_CLOEXEC differs by system; O_DIRECTORY even by processor, and is left out: syncing a file would do no harm.</summary>
    private static int ReadOnlyAndCloseOnExec =>
        OperatingSystem.IsLinux() || OperatingSystem.IsAndroid() ? 0x80000 : OperatingSystem.IsMacOS() ? 0x1000000 : 0;

    private static int Call(SafeFileHandle handle, Func<SafeFileHandle, int> sync)
    {
        while (sync(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != Interrupted)
            {
                return error == 0 ? -1 : error;
            }
        }

        return 0;
    }

    /// <summary>Windows throws by itself. On macOS the runtime picks F_FULLFSYNC, and the error it leaves behind is all there is to see of a failure.</summary>
    private static int Flush(SafeFileHandle handle)
    {
        Marshal.SetLastPInvokeError(0);
        RandomAccess.FlushToDisk(handle);
        return OperatingSystem.IsMacOS() ? Marshal.GetLastPInvokeError() : 0;
    }

    private static IOException Failure(string what, int error) => new(
        string.Create(CultureInfo.InvariantCulture, $"Syncing {what} failed with error {error} ({Marshal.GetPInvokeErrorMessage(error)}); what was written may be lost."),
        error);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FsyncNative(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FdatasyncNative(SafeFileHandle descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenNative(string path, int flags);
}
