namespace PersonaBatch;

/// <summary>A batch's directory whose lock is held, and what is in it. Looking changes nothing.</summary>
internal sealed class BatchDirectory : IDisposable
{
    /// <summary>The name of the one segment there is.</summary>
    public const string JournalName = "results-000001.jsonl";

    private const string LockName = "lock";

    private readonly ICheckpointFiles _files;
    private readonly IDisposable _heldLock;

    private ICheckpointFile? _journal;

    private BatchDirectory(ICheckpointFiles files, string path, IDisposable heldLock)
    {
        _files = files;
        _heldLock = heldLock;
        Path = path;
    }

    /// <summary>Gets the full path.</summary>
    public string Path { get; }

    /// <summary>Gets the full path of the journal.</summary>
    public string JournalPath => System.IO.Path.Combine(Path, JournalName);

    /// <summary>Gets what <c>batch.json</c> says; <see langword="null"/> when nothing readable.</summary>
    public BatchIdentity? Identity { get; private set; }

    /// <summary>Takes the lock, creating the directory when there is none, and reads the identity.</summary>
    /// <exception cref="CheckpointException">A live run holds it, or a newer version wrote it.</exception>
    public static BatchDirectory Enter(ICheckpointFiles files, string path, WantedBatch wanted)
    {
        files.CreateDirectory(path);
        var directory = new BatchDirectory(files, path, Lock(files, path, wanted));
        try
        {
            directory.ReadIdentity();
            return directory;
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Takes the lock of an existing directory.</summary>
    /// <exception cref="CheckpointException">A live run holds it.</exception>
    public static IDisposable Lock(ICheckpointFiles files, string path, WantedBatch wanted) =>
        files.TryLock(System.IO.Path.Combine(path, LockName)) ?? throw CheckpointErrors.Locked(wanted, path, CheckpointOwner.Read(files, path));

    /// <summary>Reads the journal.</summary>
    /// <exception cref="CheckpointException">There are results but no identity, or a newer version wrote some of it.</exception>
    public JournalScan Scan()
    {
        _journal = _files.FileExists(JournalPath) ? _files.Open(JournalPath) : null;
        var found = JournalScan.Of(_journal, Identity?.Seed ?? 0);
        if (found.MinReader > JournalLine.Version)
        {
            throw CheckpointErrors.NewerFormat(Path, found.MinReader);
        }

        return Identity is null && found.Lines > 0 ? throw CheckpointErrors.IdentityLost(Path) : found;
    }

    /// <summary>Recovers the journal and begins a run in it. From here on the directory belongs to the result.</summary>
    public OpenCheckpoint Begin(BatchIdentity fresh, JournalScan found, TimeProvider time)
    {
        var resumed = Identity is not null;
        if (Identity is null)
        {
            _files.WriteAtomically(System.IO.Path.Combine(Path, BatchIdentityFile.Name), BatchIdentityFile.Format(fresh));
            Identity = fresh;
        }

        CheckpointOwner.Write(_files, Path);
        _journal ??= _files.Open(JournalPath);
        var report = JournalRecovery.Run(_journal, JournalName, found, new DamagedBytes(_files, Path, time));
        var journal = new Journal(_journal, JournalPath, found, time);
        journal.BeginRun(Identity.BatchId, found);
        _files.SyncDirectory(Path);
        _files.SyncDirectory(System.IO.Path.GetDirectoryName(Path)!);
        return new OpenCheckpoint(_heldLock)
        {
            BatchId = Identity.BatchId,
            Path = Path,
            Journal = journal,
            Known = found.Known,
            HandOuts = found.HandOuts,
            Resumed = resumed,
            Recovery = report,
        };
    }

    public void Dispose()
    {
        _journal?.Dispose();
        _heldLock.Dispose();
    }

    private void ReadIdentity()
    {
        if (_files.ReadAll(System.IO.Path.Combine(Path, BatchIdentityFile.Name)) is not { } content)
        {
            return;
        }

        Identity = BatchIdentityFile.Parse(content, out var minReader);
        if (minReader > JournalLine.Version)
        {
            throw CheckpointErrors.NewerFormat(Path, minReader);
        }
    }
}
