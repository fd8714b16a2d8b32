using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>The rules of one opening: which directory, resume it or not.</summary>
internal sealed class CheckpointOpening(
    ICheckpointFiles files, string root, WantedBatch wanted, ResumeMode mode, JournalRules rules, TimeProvider time, ILogger logger)
{
    /// <summary>Resumes the batch of this id, finished or not, or begins it.</summary>
    public OpenCheckpoint OpenNamed(string batchId)
    {
        var path = Path.Combine(root, BatchDirectoryName.Encode(batchId));

        // Held until the new directory is locked: whoever opened the old lock file before the rename must still find it taken.
        using var oldLock = mode == ResumeMode.StartNew && files.DirectoryExists(path) ? SetAside(path, batchId) : null;
        var directory = BatchDirectory.Enter(files, path, wanted, rules.OnDamage);
        try
        {
            CheckSame(directory, batchId);
            return Begin(directory, directory.Scan(LineDamaged), batchId);
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Resumes the newest batch of this name when it is unfinished and the same, or begins the next.</summary>
    public OpenCheckpoint OpenUnnamed()
    {
        var encoded = BatchDirectoryName.Encode(wanted.Name);
        var newest = files.Directories(root).Select(name => BatchDirectoryName.RunNumber(name, encoded)).DefaultIfEmpty().Max();
        return (newest > 0 ? ResumeRun(encoded, newest) : null) ?? BeginRun(encoded, newest + 1);
    }

    private static string? ShowNames(IReadOnlyDictionary<string, (string? Recorded, string? Wanted)> differing) =>
        differing.Count == 0 ? null : "other " + string.Join(", ", differing.Keys);

    private OpenCheckpoint? ResumeRun(string encoded, int number)
    {
        var directory = BatchDirectory.Enter(files, Path.Combine(root, BatchDirectoryName.OfRun(encoded, number)), wanted, rules.OnDamage);
        try
        {
            var found = directory.Scan(LineDamaged);
            if (WhyNot(directory.Identity, found) is { } reason)
            {
                BatchLog.UnnamedNotResumed(logger, wanted.Name, directory.Path, reason);
                directory.Dispose();
                return null;
            }

            return Begin(directory, found, BatchDirectoryName.OfRun(wanted.Name, number));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private OpenCheckpoint BeginRun(string encoded, int number)
    {
        var directory = BatchDirectory.Enter(files, Path.Combine(root, BatchDirectoryName.OfRun(encoded, number)), wanted, rules.OnDamage);
        try
        {
            if (directory.Identity is { } other && !string.Equals(other.Name, wanted.Name, StringComparison.Ordinal))
            {
                throw CheckpointErrors.OtherBatch(BatchDirectoryName.OfRun(wanted.Name, number), directory.Path, other.BatchId);
            }

            return Begin(directory, directory.Scan(LineDamaged), BatchDirectoryName.OfRun(wanted.Name, number));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>Why an unnamed batch is left as it is; <see langword="null"/> = it is resumed.</summary>
    private string? WhyNot(BatchIdentity? identity, JournalScan found)
    {
        if (identity is null)
        {
            return null; // a creation that was cut short
        }

        if (mode == ResumeMode.StartNew)
        {
            return "a new one was asked for";
        }

        if (found.IsFinished)
        {
            return "it is finished";
        }

        if (mode == ResumeMode.Always)
        {
            return null;
        }

        return string.Equals(identity.Build, wanted.Build, StringComparison.Ordinal) ? ShowNames(identity.Differing(wanted.Parts)) : "the code was built anew";
    }

    private void CheckSame(BatchDirectory directory, string batchId)
    {
        if (directory.Identity is not { } identity)
        {
            return;
        }

        if (!string.Equals(identity.BatchId, batchId, StringComparison.Ordinal))
        {
            throw CheckpointErrors.OtherBatch(batchId, directory.Path, identity.BatchId);
        }

        var differing = identity.Differing(wanted.Parts);
        if (differing.Count == 0)
        {
            return;
        }

        if (mode != ResumeMode.Always)
        {
            throw CheckpointErrors.Mismatch(batchId, directory.Path, differing);
        }

        BatchLog.PartsIgnored(logger, batchId, ShowNames(differing)!);
    }

    private OpenCheckpoint Begin(BatchDirectory directory, JournalScan found, string batchId)
    {
        CheckTrust(directory, found, batchId);
        var checkpoint = directory.Begin(directory.Identity ?? Fresh(batchId), found, rules, time, logger);
        if (checkpoint.Resumed)
        {
            BatchLog.CheckpointResumed(logger, checkpoint.BatchId, checkpoint.Known.Count, found.LastSequence, checkpoint.Path);
        }
        else
        {
            BatchLog.CheckpointCreated(logger, checkpoint.BatchId, checkpoint.Path);
        }

        new DamageLog(logger, checkpoint.BatchId).Report(checkpoint.Recovery, found);
        return checkpoint;
    }

    private BatchIdentity Fresh(string batchId)
    {
        var seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
        return new BatchIdentity(batchId, wanted.Name, wanted.BatchId is not null, wanted.Build, wanted.Parts, seed, time.GetUtcNow());
    }

    /// <summary>Refuses, before anything is touched, what the user did not agree to repair.</summary>
    private void CheckTrust(BatchDirectory directory, JournalScan found, string batchId)
    {
        var isIdentityLost = directory.Identity is null && found.Lines > 0;
        if (isIdentityLost && (rules.OnDamage != DamagePolicy.RepairIdentity || (found.BatchId is { } named && !string.Equals(named, batchId, StringComparison.Ordinal))))
        {
            throw CheckpointErrors.IdentityLost(directory.Path);
        }

        if (rules.OnDamage == DamagePolicy.Stop && (found.LostAcknowledged > 0 || found.MissingSegments.Count > 0))
        {
            throw CheckpointErrors.Damaged(directory.Path, DamageLog.Places(found));
        }

        if (isIdentityLost)
        {
            BatchLog.IdentityRebuilt(logger, batchId, directory.Path);
        }
    }

    private void LineDamaged(string path, long offset)
    {
        if (rules.OnDamage == DamagePolicy.Stop)
        {
            throw CheckpointErrors.LineDamaged(path, offset);
        }

        BatchLog.LineDamaged(logger, wanted.BatchId ?? wanted.Name, Path.GetFileName(path), offset);
    }

    private IDisposable SetAside(string path, string batchId)
    {
        var heldLock = BatchDirectory.Lock(files, path, wanted);
        try
        {
            if (files.ReadAll(Path.Combine(path, BatchIdentityFile.Name)) is { } content
                && BatchIdentityFile.Parse(content, out _) is { } identity
                && !string.Equals(identity.BatchId, batchId, StringComparison.Ordinal))
            {
                throw CheckpointErrors.OtherBatch(batchId, path, identity.BatchId);
            }

            var number = 1;
            while (files.DirectoryExists(Aside(path, number)))
            {
                number++;
            }

            if (OperatingSystem.IsWindows())
            {
                heldLock.Dispose(); // no directory with an open file can be renamed there, so nobody can slip in either
            }

            files.RenameDirectory(path, Aside(path, number));
            BatchLog.SetAside(logger, batchId, path, Aside(path, number));
            return heldLock;
        }
        catch
        {
            heldLock.Dispose();
            throw;
        }
    }

    private static string Aside(string path, int number) => string.Create(CultureInfo.InvariantCulture, $"{path}~{number}");
}
