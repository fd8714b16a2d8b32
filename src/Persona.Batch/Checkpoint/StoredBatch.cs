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
        var directory = Path.GetFileName(path);
        BatchId = identity is not null && IsHome(identity, directory) ? identity.BatchId : Uri.UnescapeDataString(directory);
    }

    /// <summary>Gets the identity; where it cannot be read, or belongs to another directory, the directory's own name.</summary>
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

    /// <summary>Reads how it stands; a journal that cannot be read counts as empty.</summary>
    public BatchRecord Read()
    {
        var costs = new RecordedCosts();
        using var found = TryScan(costs);
        return new BatchRecord(
            BatchId,
            found?.Known.Counts ?? default,
            costs.SumUsd,
            found is { IsFinished: true } ? BatchTermination.Completed : null,
            _identity?.Parts ?? NoParts,
            _identity?.Created ?? DateTimeOffset.MinValue);
    }

    /// <summary>Opens its outcomes.</summary>
    /// <exception cref="CheckpointException">A newer version wrote some of it.</exception>
    public StoredOutcomes Outcomes() => new(_files, Understood(JournalScan.Of(_files, _path, Seed)));

    /// <summary>Reads every line; <see langword="null"/> when all is sound, else what is not.</summary>
    public string? Verify()
    {
        List<string> faults = _identity is null && _minReader <= JournalLine.Version ? [$"{BatchIdentityFile.Name} is missing or damaged"] : [];
        try
        {
            using var found = JournalScan.Of(_files, _path, Seed, usesIndexes: false);
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

    private IDisposable Lock() =>
        _files.TryLock(Path.Combine(_path, BatchDirectory.LockName)) ?? throw CheckpointErrors.Held(BatchId, _path, CheckpointOwner.Read(_files, _path));

    private JournalScan Understood(JournalScan found)
    {
        if (Math.Max(_minReader, found.MinReader) <= JournalLine.Version)
        {
            return found;
        }

        found.Dispose();
        throw CheckpointErrors.NewerFormat(_path, Math.Max(_minReader, found.MinReader));
    }

    private JournalScan? TryScan(RecordedCosts costs)
    {
        try
        {
            return JournalScan.Of(_files, _path, Seed, costs: costs);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
