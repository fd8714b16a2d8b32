using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>A batch's directory whose lock is held, and what is in it. Looking changes nothing.</summary>
internal sealed class BatchDirectory : IDisposable
{
    /// <summary>The name of the first segment.</summary>
    public const string JournalName = "results-000001.jsonl";

    /// <summary>The name of the lock file.</summary>
    public const string LockName = "lock";

    private readonly ICheckpointFiles _files;
    private readonly IDisposable _heldLock;

    private JournalScan? _found;
    private long _doubtfulFormat;

    private BatchDirectory(ICheckpointFiles files, string path, IDisposable heldLock)
    {
        _files = files;
        _heldLock = heldLock;
        Path = path;
    }

    /// <summary>Gets the full path.</summary>
    public string Path { get; }

    /// <summary>Gets what <c>batch.json</c> says; <see langword="null"/> when nothing readable.</summary>
    public BatchIdentity? Identity { get; private set; }

    /// <summary>Takes the lock, creating the directory when there is none, and reads the identity.</summary>
    /// <exception cref="CheckpointException">A live run holds it, or a newer version wrote it.</exception>
    public static BatchDirectory Enter(ICheckpointFiles files, string path, WantedBatch wanted, DamagePolicy onDamage)
    {
        files.CreateDirectory(path);
        var directory = new BatchDirectory(files, path, Lock(files, path, wanted));
        try
        {
            directory.ReadIdentity(onDamage);
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
    /// <param name="damaged">Told the file and offset of a line that turns out damaged when it is asked for; may throw to stop.</param>
    /// <exception cref="CheckpointException">A newer version wrote some of it.</exception>
    public JournalScan Scan(Action<string, long> damaged)
    {
        _found = JournalScan.Of(_files, Path, Identity?.Seed ?? 0, damaged);
        var minReader = _found.Lines == 0 ? Math.Max(_found.MinReader, _doubtfulFormat) : _found.MinReader;
        return minReader > JournalLine.Version ? throw CheckpointErrors.NewerFormat(Path, minReader) : _found;
    }

    /// <summary>Recovers the journal and begins a run in it. From here on the directory belongs to the result.</summary>
    public OpenCheckpoint Begin(BatchIdentity identity, JournalScan found, JournalRules rules, TimeProvider time, ILogger logger)
    {
        var resumed = Identity is not null || found.Lines > 0;
        var damaged = new DamagedBytes(_files, Path, time);
        if (Identity is null)
        {
            SyncAncestors();
            KeepIdentity(damaged);
            _files.WriteAtomically(System.IO.Path.Combine(Path, BatchIdentityFile.Name), BatchIdentityFile.Format(identity));
            Identity = identity;
        }

        CheckpointOwner.Write(_files, Path);
        JournalCompaction.DeleteLeftovers(_files, Path);
        var report = new JournalRecovery(_files, found, damaged, rules.Syncs).Run();
        var journal = new Journal(_files, Path, Identity, found, rules, time, logger);
        try
        {
            found.WriteIndexes();
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
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _found?.Dispose();
        _heldLock.Dispose();
    }

    /// <summary>A killed run may have created any of them and not synced its name; nobody can tell later. Done before there is an identity, so once.</summary>
    private void SyncAncestors()
    {
        for (var above = System.IO.Path.GetDirectoryName(Path); above is not null; above = System.IO.Path.GetDirectoryName(above))
        {
            try
            {
                _files.SyncDirectory(above);
            }
            catch (UnauthorizedAccessException)
            {
                return; // whoever may not read it did not create what is in it
            }
        }
    }

    /// <summary>What is left of an identity that cannot be read is kept, like every damaged byte.</summary>
    private void KeepIdentity(DamagedBytes damaged)
    {
        using var file = _files.OpenRead(System.IO.Path.Combine(Path, BatchIdentityFile.Name));
        if (file is { Length: > 0 })
        {
            damaged.Keep(file, BatchIdentityFile.Name, new ByteRange(0, file.Length), "This was batch.json, and could not be read. It was made anew.");
        }
    }

    private void ReadIdentity(DamagePolicy onDamage)
    {
        if (_files.ReadAll(System.IO.Path.Combine(Path, BatchIdentityFile.Name)) is not { } content)
        {
            return;
        }

        Identity = BatchIdentityFile.Parse(content, out var minReader);
        if (minReader > JournalLine.Version && (Identity is not null || onDamage != DamagePolicy.RepairIdentity))
        {
            throw CheckpointErrors.NewerFormat(Path, minReader);
        }

        // A number that fits no checksum may be damaged; with consent, the lines of the journal decide.
        _doubtfulFormat = minReader;
    }
}
