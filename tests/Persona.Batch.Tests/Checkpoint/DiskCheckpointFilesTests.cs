using System.IO.Pipes;
using Microsoft.Win32.SafeHandles;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class DiskCheckpointFilesTests : CheckpointFilesContract, IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("persona-batch-");

    private protected override ICheckpointFiles Sut => DiskCheckpointFiles.Instance;

    private protected override string Root => Path.Combine(_temporary.FullName, "checkpoints");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public void Open_ABatchOnDisk_ResumesWhatWasRecorded()
    {
        var sandbox = Sandbox();
        sandbox.Record([CheckpointSandbox.Ok("a")], [CheckpointSandbox.Ok("b"), CheckpointSandbox.Fail("c")]);

        using var checkpoint = sandbox.Open();

        checkpoint.Known.Count.Should().Be(3);
        checkpoint.Known.TryGet("b", out var item);
        checkpoint.Journal.Read(item).Id.Should().Be("b");
    }

    [Fact]
    public void Open_ABatchThatIsLiveOnDisk_IsLocked()
    {
        var sandbox = Sandbox();
        using var live = sandbox.Open();

        var open = () => sandbox.Open();

        open.Should().Throw<CheckpointException>().WithMessage($"*process {Environment.ProcessId} on host*").Which.Problem.Should().Be(CheckpointProblem.Locked);
    }

    [Fact]
    public void Open_StartNewOnDisk_SetsTheOldOneAside()
    {
        var sandbox = Sandbox();
        sandbox.Record([CheckpointSandbox.Ok("a")]);

        using var checkpoint = sandbox.Open(mode: ResumeMode.StartNew);

        checkpoint.Known.Count.Should().Be(0);
        Directory.Exists(Path.Combine(Root, "batch~1")).Should().BeTrue();
    }

    [Fact]
    public void Open_AnUnfinishedUnnamedBatchOnDisk_IsResumed()
    {
        var sandbox = Sandbox();
        sandbox.Open(batchId: null).Dispose();

        using var checkpoint = sandbox.Open(batchId: null);

        checkpoint.Resumed.Should().BeTrue();
    }

    [Fact]
    public void Open_OnUnix_KeepsEverythingPrivate()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var sandbox = Sandbox();
        sandbox.Rules = sandbox.Rules with { SegmentBytes = 200 };
        using var checkpoint = sandbox.Open();
        checkpoint.Journal.Append([CheckpointSandbox.Ok("a")]);
        checkpoint.Journal.Append([CheckpointSandbox.Ok("b")]);
        Directory.EnumerateFiles(checkpoint.Path).Should().HaveCountGreaterThan(5, "there are segments and an index");

        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
        {
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }

        foreach (var directory in Directory.EnumerateDirectories(Root, "*", SearchOption.AllDirectories).Append(Root))
        {
            File.GetUnixFileMode(directory).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, directory);
        }
    }

    [Fact]
    public void Open_InAnUnwritableDirectory_IsBlocked()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            return; // root may write anywhere
        }

        _temporary.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserExecute;
        try
        {
            var open = () => Sandbox().Open();
            open.Should().Throw<CheckpointException>().Which.Problem.Should().Be(CheckpointProblem.StorageBlocked);
        }
        finally
        {
            _temporary.UnixFileMode |= UnixFileMode.UserWrite;
        }
    }

    [Fact]
    public void Open_WhereAFileStandsInTheWay_IsBlocked()
    {
        File.WriteAllText(Root, "a file");

        var open = () => Sandbox().Open();

        open.Should().Throw<CheckpointException>().WithMessage($"*'{Root}'*").Which.Problem.Should().Be(CheckpointProblem.StorageBlocked);
    }

    [Fact]
    public void File_WhenTheKernelRefusesToSync_Throws()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
        {
            return;
        }

        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        using var handle = new SafeFileHandle(pipe.SafePipeHandle.DangerousGetHandle(), ownsHandle: false);

        var sync = () => NativeSync.File(handle);

        sync.Should().Throw<IOException>().WithMessage("*error 22*").Which.HResult.Should().Be(22);
    }

    [Fact]
    public void Directory_ThatIsMissing_Throws()
    {
        var sync = () => NativeSync.Directory(Path.Combine(Root, "none"));

        if (!OperatingSystem.IsWindows())
        {
            sync.Should().Throw<IOException>();
        }
    }

    private CheckpointSandbox Sandbox() => new(DiskCheckpointFiles.Instance) { Directory = Root };
}
