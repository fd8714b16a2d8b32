namespace PersonaBatch;

/// <summary>A batch's directory, read without a lock beside whoever writes it. Looking changes nothing.</summary>
internal sealed class StoredBatch
{
    private static readonly IReadOnlyDictionary<string, string> NoParts = new Dictionary<string, string>(StringComparer.Ordinal);

    private readonly ICheckpointFiles _files;
    private readonly string _path;
    private readonly BatchIdentity? _identity;

    private StoredBatch(ICheckpointFiles files, string path, BatchIdentity? identity)
    {
        _files = files;
        _path = path;
        _identity = identity;
        var directory = Path.GetFileName(path);
        BatchId = identity is not null && IsHome(identity, directory) ? identity.BatchId : Uri.UnescapeDataString(directory);
    }

    /// <summary>Gets the identity; where it cannot be read, or belongs to another directory, the directory's own name.</summary>
    public string BatchId { get; }

    /// <summary>Looks at a directory; <see langword="null"/> when it holds no batch.</summary>
    public static StoredBatch? At(ICheckpointFiles files, string path)
    {
        var identityPath = Path.Combine(path, BatchIdentityFile.Name);
        return files.FileExists(identityPath) || files.Files(path).Any(static file => SegmentName.NumberOf(file) > 0)
            ? new StoredBatch(files, path, IdentityAt(files, identityPath))
            : null;
    }

    /// <summary>Reads how it stands; a journal that cannot be read counts as empty.</summary>
    public BatchRecord Read()
    {
        var costs = new RecordedCosts();
        var found = Scan(costs);
        return new BatchRecord(
            BatchId,
            found?.Known.Counts ?? default,
            costs.SumUsd,
            found is { IsFinished: true } ? BatchTermination.Completed : null,
            _identity?.Parts ?? NoParts,
            _identity?.Created ?? DateTimeOffset.MinValue);
    }

    private static BatchIdentity? IdentityAt(ICheckpointFiles files, string path)
    {
        try
        {
            return files.ReadAll(path) is { } content ? BatchIdentityFile.Parse(content, out _) : null;
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

    private JournalScan? Scan(RecordedCosts costs)
    {
        try
        {
            using var found = JournalScan.Of(_files, _path, _identity?.Seed ?? 0, costs: costs);
            return found;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
