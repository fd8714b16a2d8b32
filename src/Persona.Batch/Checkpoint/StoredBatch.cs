using System.Globalization;

namespace PersonaBatch;

/// <summary>A batch's directory, read without a lock beside whoever writes it. Looking changes nothing.</summary>
internal sealed class StoredBatch
{
    private static readonly IReadOnlyDictionary<string, string> NoParts = new Dictionary<string, string>(StringComparer.Ordinal);

    private readonly ICheckpointFiles _files;
    private readonly string _path;
    private readonly BatchIdentity? _identity;
    private readonly long _minReader;

    private StoredBatch(ICheckpointFiles files, string path, BatchIdentity? identity, long minReader)
    {
        _files = files;
        _path = path;
        _identity = identity;
        _minReader = minReader;
        BatchId = IdOf(files, path, identity);
    }

    /// <summary>Gets the identity; where it cannot be read, or belongs to another directory, the directory's own name. No two batches have the same.</summary>
    public string BatchId { get; }

    private ulong Seed => _identity?.Seed ?? 0;

    /// <summary>Looks at a directory; <see langword="null"/> when it holds no batch.</summary>
    public static StoredBatch? At(ICheckpointFiles files, string path)
    {
        var identityPath = Path.Combine(path, BatchIdentityFile.Name);
        if (!files.FileExists(identityPath) && !files.Files(path).Any(static file => SegmentName.NumberOf(file) > 0))
        {
            return null;
        }

        var identity = IdentityAt(files, identityPath, out var minReader);
        return new StoredBatch(files, path, identity, minReader);
    }

    /// <summary>Looks at a directory that nobody asked for by name: one that may not be read is no batch.</summary>
    public static StoredBatch? TryAt(ICheckpointFiles files, string path)
    {
        try
        {
            return At(files, path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Reads how it stands; a journal that cannot be read counts as empty.</summary>
    public BatchRecord Read(CancellationToken cancellationToken)
    {
        var (counts, costUsd, isFinished) = TryRead(cancellationToken);
        return new BatchRecord(
            BatchId,
            counts,
            costUsd,
            isFinished ? BatchTermination.Completed : null,
            _identity?.Parts ?? NoParts,
            _identity?.Created ?? DateTimeOffset.MinValue);
    }

    /// <summary>Opens its outcomes.</summary>
    /// <exception cref="CheckpointException">A newer version wrote some of it.</exception>
    public StoredOutcomes Outcomes(CancellationToken cancellationToken)
    {
        var snapshot = JournalSnapshot.Of(_files, _path, cancellationToken);
        try
        {
            return new StoredOutcomes(snapshot, Understood(JournalScan.Of(snapshot, _path, Seed)), _path);
        }
        catch
        {
            snapshot.Dispose();
            throw;
        }
    }

    /// <summary>Reads every line; <see langword="null"/> when all is sound, else what is not.</summary>
    public string? Verify(CancellationToken cancellationToken)
    {
        List<string> faults = _identity is null && _minReader <= JournalLine.Version ? [$"{BatchIdentityFile.Name} is missing or damaged"] : [];
        try
        {
            using var snapshot = JournalSnapshot.Of(_files, _path, cancellationToken);
            using var found = JournalScan.Of(snapshot, _path, Seed, usesIndexes: false);
            var minReader = Math.Max(_minReader, found.MinReader);
            if (minReader > JournalLine.Version)
            {
                faults.Add(string.Create(CultureInfo.InvariantCulture, $"a newer version wrote it: format {minReader} is needed, this version reads up to {JournalLine.Version}"));
            }

            if (DamageLog.IsDamaged(found))
            {
                faults.Add(DamageLog.Places(found));
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add($"it cannot be read: {exception.Message}");
        }

        return faults.Count == 0 ? null : string.Join("; ", faults);
    }

    /// <summary>Deletes it.</summary>
    /// <exception cref="CheckpointException">A live run holds it.</exception>
    public void Remove() => BatchRemoval.Run(_files, _path, Lock());

    /// <summary>Writes its journal anew, without what no longer counts.</summary>
    /// <exception cref="CheckpointException">A live run holds it, its identity is lost, or a newer version wrote it.</exception>
    public void Compact(TimeProvider time, long? segmentBytes, CancellationToken cancellationToken)
    {
        using var heldLock = Lock();
        var identity = IdentityAt(_files, Path.Combine(_path, BatchIdentityFile.Name), out _) ?? throw CheckpointErrors.IdentityLost(_path);
        using var found = Understood(JournalScan.Of(_files, _path, identity.Seed, usesIndexes: false));
        new JournalRecovery(_files, found, new DamagedBytes(_files, _path, time), syncs: true).Run();
        using var recovered = JournalScan.Of(_files, _path, identity.Seed, usesIndexes: false);
        new JournalCompaction(_files, _path, recovered, time.GetUtcNow(), segmentBytes ?? JournalCompaction.SegmentBytes).Run(identity.BatchId, cancellationToken);
    }

    private static BatchIdentity? IdentityAt(ICheckpointFiles files, string path, out long minReader)
    {
        minReader = 0;
        try
        {
            return files.ReadAll(path) is { } content ? BatchIdentityFile.Parse(content, out minReader) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>A batch that was set aside, or copied by hand, must not pass for the one that runs go on with.</summary>
    private static bool IsHome(BatchIdentity identity, string directory) => identity.IsNamed
        ? string.Equals(directory, BatchDirectoryName.Encode(identity.BatchId), StringComparison.Ordinal)
        : BatchDirectoryName.RunNumber(directory, BatchDirectoryName.Encode(identity.Name)) > 0;

    /// <summary>Any text may be a batch's id, also one that looks like a directory of ours: then the batch that was given it has it.</summary>
    private static string IdOf(ICheckpointFiles files, string path, BatchIdentity? identity)
    {
        var (root, directory) = (Path.GetDirectoryName(path)!, Path.GetFileName(path));
        var id = identity is not null && IsHome(identity, directory) ? identity.BatchId : Uri.UnescapeDataString(directory);
        while (BatchDirectoryName.Encode(id) is var encoded && !string.Equals(directory, encoded, StringComparison.Ordinal) && files.DirectoryExists(Path.Combine(root, encoded)))
        {
            id = "~" + id;
        }

        return id;
    }

    /// <summary>Takes the lock, and notes who has it: a run that is refused meanwhile is told.</summary>
    private IDisposable Lock()
    {
        var heldLock = _files.TryLock(Path.Combine(_path, BatchDirectory.LockName)) ?? throw CheckpointErrors.Held(BatchId, _path, CheckpointOwner.Read(_files, _path));
        try
        {
            CheckpointOwner.Write(_files, _path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A full disk must not keep a batch from being removed.
        }

        return heldLock;
    }

    private JournalScan Understood(JournalScan found)
    {
        if (Math.Max(_minReader, found.MinReader) <= JournalLine.Version)
        {
            return found;
        }

        found.Dispose();
        throw CheckpointErrors.NewerFormat(_path, Math.Max(_minReader, found.MinReader));
    }

    private (BatchCounts Counts, decimal? CostUsd, bool IsFinished) TryRead(CancellationToken cancellationToken)
    {
        try
        {
            using var snapshot = JournalSnapshot.Of(_files, _path, cancellationToken);
            using var found = JournalScan.Of(snapshot, _path, Seed);
            return (found.Known.Counts, RecordedCosts.SumUsd(snapshot, found), found.IsFinished);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
