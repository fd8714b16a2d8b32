namespace PersonaBatch.Tests.Checkpoint;

/// <summary>What every file layer must do alike.</summary>
public abstract class CheckpointFilesContract
{
    private protected abstract ICheckpointFiles Sut { get; }

    private protected abstract string Root { get; }

    [Fact]
    public void CreateDirectory_WithMissingParents_CreatesAllOfThem()
    {
        Sut.CreateDirectory(In("a", "b"));
        Sut.CreateDirectory(In("a", "b"));

        Sut.DirectoryExists(In("a")).Should().BeTrue();
        Sut.Directories(In("a")).Should().Equal("b");
        Sut.Directories(In("none")).Should().BeEmpty();
    }

    [Fact]
    public void Open_AMissingFile_CreatesItAndReadsAndWritesByPosition()
    {
        Sut.CreateDirectory(Root);
        using var file = Sut.Open(In("file"));
        file.Write("hello"u8, 0);
        file.Write("HE"u8, 3);
        file.Sync();

        var buffer = new byte[10];
        file.Length.Should().Be(5);
        file.Read(buffer, 1).Should().Be(4);
        buffer.AsSpan(0, 4).SequenceEqual("elHE"u8).Should().BeTrue();
        file.Read(buffer, 99).Should().Be(0);
        Sut.FileExists(In("file")).Should().BeTrue();
    }

    [Fact]
    public void SetLength_Shorter_Cuts()
    {
        Sut.CreateDirectory(Root);
        using var file = Sut.Open(In("file"));
        file.Write("hello"u8, 0);

        file.SetLength(2);

        file.Length.Should().Be(2);
        Sut.ReadAll(In("file")).Should().Equal("he"u8.ToArray());
    }

    [Fact]
    public void WriteAtomically_OverALongerFile_ReplacesIt()
    {
        Sut.CreateDirectory(Root);
        Sut.WriteAtomically(In("file"), "a long content"u8);

        Sut.WriteAtomically(In("file"), "short"u8);

        Sut.ReadAll(In("file")).Should().Equal("short"u8.ToArray());
        Sut.FileExists(In("file.tmp")).Should().BeFalse();
        Sut.ReadAll(In("none")).Should().BeNull();
    }

    [Fact]
    public void LengthOf_ADeletedFile_IsNullAlthoughItIsOpen()
    {
        Sut.CreateDirectory(Root);
        using var file = Sut.Open(In("file"));
        file.Write("hello"u8, 0);
        Sut.LengthOf(In("file")).Should().Be(5);
        Sut.Files(Root).Should().Equal("file");

        Sut.DeleteFile(In("file"));
        Sut.DeleteFile(In("file"));

        Sut.LengthOf(In("file")).Should().BeNull();
        Sut.Files(Root).Should().BeEmpty();
        Sut.Files(In("none")).Should().BeEmpty();
    }

    [Fact]
    public void RenameFile_OverAnother_ReplacesIt()
    {
        Sut.CreateDirectory(Root);
        Sut.WriteAtomically(In("a"), "a"u8);
        Sut.WriteAtomically(In("b"), "bb"u8);

        Sut.RenameFile(In("a"), In("b"));

        Sut.ReadAll(In("b")).Should().Equal("a"u8.ToArray());
        Sut.FileExists(In("a")).Should().BeFalse();
    }

    [Fact]
    public void RenameDirectory_WithFiles_MovesThem()
    {
        Sut.CreateDirectory(In("from", "below"));
        Sut.WriteAtomically(In("from", "file"), "x"u8);

        Sut.RenameDirectory(In("from"), In("to"));

        Sut.DirectoryExists(In("from")).Should().BeFalse();
        Sut.FileExists(In("to", "file")).Should().BeTrue();
        Sut.DirectoryExists(In("to", "below")).Should().BeTrue();
    }

    [Fact]
    public void DeleteDirectory_Empty_IsGone()
    {
        Sut.CreateDirectory(In("a", "b"));

        Sut.DeleteDirectory(In("a", "b"));

        Sut.DirectoryExists(In("a", "b")).Should().BeFalse();
        Sut.DirectoryExists(In("a")).Should().BeTrue();
    }

    [Fact]
    public void TryLock_Twice_IsNullUntilTheFirstIsDisposed()
    {
        Sut.CreateDirectory(Root);
        var first = Sut.TryLock(In("lock"));

        first.Should().NotBeNull();
        Sut.TryLock(In("lock")).Should().BeNull();
        first!.Dispose();
        using var again = Sut.TryLock(In("lock"));
        again.Should().NotBeNull();
        Sut.FileExists(In("lock")).Should().BeTrue();
    }

    private string In(params string[] names) => Path.Combine([Root, .. names]);
}
