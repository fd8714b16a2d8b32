using System.Runtime.CompilerServices;

namespace PersonaBatch;

/// <summary>The batches on disk. Reading needs no write access, takes no lock, changes nothing and works beside a live run. Safe for concurrent use.</summary>
/// <param name="directory">Where batches are kept, as in <see cref="CheckpointOptions.Directory"/>; it need not exist.</param>
public sealed class CheckpointManager(string directory = ".persona/checkpoints")
{
    private readonly ICheckpointFiles _files = DiskCheckpointFiles.Instance;

    internal CheckpointManager(string directory, ICheckpointFiles files)
        : this(directory) => _files = files;

    /// <summary>Gets where batches are kept.</summary>
    public string Directory { get; } = NotEmpty(directory);

    /// <summary>Lists the batches, in the order of their directories' names. One that is damaged is listed with what can be read of it.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <returns>The batches; none when the directory does not exist.</returns>
    /// <exception cref="IOException">The directory itself cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory itself may not be read.</exception>
    public async IAsyncEnumerable<BatchRecord> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var path in await Task.Run(Paths, cancellationToken).ConfigureAwait(false))
        {
            if (await Task.Run(() => StoredBatch.At(_files, path)?.Read(), cancellationToken).ConfigureAwait(false) is { } record)
            {
                yield return record;
            }
        }
    }

    /// <summary>Finds a batch.</summary>
    /// <param name="batchId">Its identity, as <see cref="ListAsync"/> tells it.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The batch; <see langword="null"/> when there is none.</returns>
    /// <exception cref="IOException">The directory itself cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory itself may not be read.</exception>
    public Task<BatchRecord?> FindAsync(string batchId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batchId);

        return Task.Run(() => Find(batchId, cancellationToken)?.Read(), cancellationToken);
    }

    private static string NotEmpty(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return directory;
    }

    private IEnumerable<string> Paths()
    {
        var root = Path.GetFullPath(Directory);
        return _files.Directories(root).Order(StringComparer.Ordinal).Select(name => Path.Combine(root, name));
    }

    private StoredBatch? Find(string batchId, CancellationToken cancellationToken)
    {
        foreach (var path in Paths())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (StoredBatch.At(_files, path) is { } batch && string.Equals(batch.BatchId, batchId, StringComparison.Ordinal))
            {
                return batch;
            }
        }

        return null;
    }
}
