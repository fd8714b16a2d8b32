using System.Runtime.CompilerServices;

namespace PersonaBatch;

/// <summary>The batches on disk. Reading needs no write access, takes no lock, changes nothing and works beside a live run;
/// removing and compacting take the batch's lock, and so refuse while it runs. Safe for concurrent use.</summary>
/// <param name="directory">Where batches are kept, as in <see cref="CheckpointOptions.Directory"/>; it need not exist.</param>
public sealed class CheckpointManager(string directory = ".persona/checkpoints")
{
    private const int BlockItems = 256;
    private const long BlockBytes = 4 << 20;

    private readonly ICheckpointFiles _files = DiskCheckpointFiles.Instance;
    private readonly TimeProvider _time = TimeProvider.System;

    internal CheckpointManager(string directory, ICheckpointFiles files, TimeProvider? time = null)
        : this(directory)
    {
        _files = files;
        _time = time ?? TimeProvider.System;
    }

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
            if (await Task.Run(() => StoredBatch.TryAt(_files, path)?.Read(cancellationToken), cancellationToken).ConfigureAwait(false) is { } record)
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

        return Task.Run(() => Find(batchId, cancellationToken)?.Read(cancellationToken), cancellationToken);
    }

    /// <summary>Reads the recorded outcomes: of each item the one that counts, in the order of <see cref="RecordedOutcome.Sequence"/>, as they were when the reading began, whatever happens to the batch meanwhile.
    /// Memory stays bounded but for nine bytes an item.</summary>
    /// <param name="batchId">Its identity, as <see cref="ListAsync"/> tells it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The outcomes. Items that were skipped or refused as duplicates are not recorded; a line that is damaged is passed over.</returns>
    /// <exception cref="ArgumentException">There is no such batch.</exception>
    /// <exception cref="CheckpointException">A newer version wrote it.</exception>
    /// <exception cref="IOException">It cannot be read, or not all of it: it was removed, or (beyond 512 files) compacted, meanwhile. Compacting one that is smaller does not matter.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public IAsyncEnumerable<RecordedOutcome> ReadAsync(string batchId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batchId);

        return ReadOutcomesAsync(batchId, cancellationToken);
    }

    /// <summary>Reads every line of a batch and checks it. Damage that a run has repaired since is still there to see, until the batch is compacted.</summary>
    /// <param name="batchId">Its identity, as <see cref="ListAsync"/> tells it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns><see langword="null"/> when it is sound; otherwise what is not, with file, offset and the numbers of outcomes. A last line that is
    /// torn, or being written, is not there yet and no damage.</returns>
    /// <exception cref="ArgumentException">There is no such batch.</exception>
    public Task<string?> VerifyAsync(string batchId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batchId);

        return Task.Run(() => Existing(batchId, cancellationToken).Verify(cancellationToken), cancellationToken);
    }

    /// <summary>Writes the recorded outcomes for other programs: UTF-8, one JSON object a line, of each item the outcome that counts, in the order of <c>sequence</c>.</summary>
    /// <param name="batchId">Its identity, as <see cref="ListAsync"/> tells it.</param>
    /// <param name="destination">Where they are written; it is flushed and stays open.</param>
    /// <param name="cancellationToken">Ends the export; what was written stays.</param>
    /// <returns>A task that completes when all is written.</returns>
    /// <remarks>Each line has <c>id</c>, <c>status</c> (succeeded, failed, aborted), <c>runs_again</c> (whether a resume with default options runs it
    /// again), <c>sequence</c> and <c>attempts</c>; where known <c>input_tokens</c>, <c>output_tokens</c>, <c>cached_input_tokens</c>,
    /// <c>cache_write_tokens</c>, <c>cost_usd</c> (a string); for what has no result <c>failure</c> (<c>class</c>, <c>message</c>, <c>code</c>,
    /// <c>status</c>, <c>response_text</c>); else <c>result</c>, or <c>result_base64</c> when a converter wrote line breaks, or no JSON.</remarks>
    /// <exception cref="ArgumentException">There is no such batch.</exception>
    /// <exception cref="CheckpointException">A newer version wrote it.</exception>
    /// <exception cref="IOException">It cannot be read, or not all of it (as with <see cref="ReadAsync"/>), or <paramref name="destination"/> not written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public Task ExportAsync(string batchId, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batchId);
        ArgumentNullException.ThrowIfNull(destination);

        return WriteOutcomesAsync(batchId, destination, cancellationToken);
    }

    /// <summary>Deletes a batch from the disk: its own files, what was found damaged too, and nothing else. Nothing happens when there is none.</summary>
    /// <param name="batchId">Its identity, as <see cref="ListAsync"/> tells it.</param>
    /// <param name="cancellationToken">Ends the search for it; once begun, a removal goes on.</param>
    /// <returns>A task that completes when it is gone.</returns>
    /// <exception cref="CheckpointException">It is being run; the message names who runs it.</exception>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be deleted.</exception>
    public Task RemoveAsync(string batchId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(batchId);

        return Task.Run(() => Find(batchId, cancellationToken)?.Remove(), cancellationToken);
    }

    /// <summary>Writes a batch's results anew without what no longer counts: outcomes that later ones replaced, damaged bytes (kept in <c>damaged</c>), and lines of runs.
    /// Needs the room of what it keeps; a crash at any point loses nothing. Never done unasked.</summary>
    /// <param name="batchId">Its identity, as <see cref="ListAsync"/> tells it.</param>
    /// <param name="cancellationToken">Ends it while nothing has changed.</param>
    /// <returns>A task that completes when the old files are gone.</returns>
    /// <exception cref="ArgumentException">There is no such batch.</exception>
    /// <exception cref="CheckpointException">It is being run, its identity is damaged, or a newer version wrote it.</exception>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public Task CompactAsync(string batchId, CancellationToken cancellationToken = default) => CompactAsync(batchId, segmentBytes: null, cancellationToken);

    internal Task CompactAsync(string batchId, long? segmentBytes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batchId);

        return Task.Run(() => Existing(batchId, cancellationToken).Compact(_time, segmentBytes, cancellationToken), cancellationToken);
    }

    private static string NotEmpty(string directory)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        return directory;
    }

    private List<string> Paths()
    {
        var root = Path.GetFullPath(Directory);
        return [.. _files.Directories(root).Order(StringComparer.Ordinal).Select(name => Path.Combine(root, name))];
    }

    private async IAsyncEnumerable<RecordedOutcome> ReadOutcomesAsync(string batchId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var outcomes = await OutcomesAsync(batchId, cancellationToken).ConfigureAwait(false);
        while (await NextAsync(outcomes, cancellationToken).ConfigureAwait(false) is { Count: > 0 } block)
        {
            foreach (var stored in block)
            {
                yield return stored.Outcome;
            }
        }
    }

    private async Task WriteOutcomesAsync(string batchId, Stream destination, CancellationToken cancellationToken)
    {
        using var outcomes = await OutcomesAsync(batchId, cancellationToken).ConfigureAwait(false);
        var lines = new JsonLineBuffer();
        while (await NextAsync(outcomes, cancellationToken).ConfigureAwait(false) is { Count: > 0 } block)
        {
            lines.Clear();
            block.ForEach(stored => ExportLine.Write(lines, stored));
            await destination.WriteAsync(lines.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }

        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private Task<StoredOutcomes> OutcomesAsync(string batchId, CancellationToken cancellationToken) =>
        Task.Run(() => Existing(batchId, cancellationToken).Outcomes(cancellationToken), cancellationToken);

    private static Task<List<StoredOutcome>> NextAsync(StoredOutcomes outcomes, CancellationToken cancellationToken) =>
        Task.Run(() => outcomes.Next(BlockItems, BlockBytes), cancellationToken);

    private StoredBatch Existing(string batchId, CancellationToken cancellationToken) => Find(batchId, cancellationToken)
        ?? throw new ArgumentException($"There is no batch '{batchId}' in '{Path.GetFullPath(Directory)}'; {nameof(ListAsync)} tells which there are.", nameof(batchId));

    /// <summary>Looks where a batch of this id is at home, then at all others. By the listing: a file system may find a name in another case, too.</summary>
    private StoredBatch? Find(string batchId, CancellationToken cancellationToken)
    {
        var paths = Paths();
        var home = paths.Find(path => string.Equals(Path.GetFileName(path), BatchDirectoryName.Encode(batchId), StringComparison.Ordinal));
        if (home is not null && StoredBatch.At(_files, home) is { } batch && IsIt(batch))
        {
            return batch;
        }

        return paths.Select(Other).FirstOrDefault(IsIt);

        bool IsIt(StoredBatch? found) => string.Equals(found?.BatchId, batchId, StringComparison.Ordinal);

        StoredBatch? Other(string path)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return StoredBatch.TryAt(_files, path);
        }
    }
}
