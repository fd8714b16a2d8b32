namespace PersonaBatch.Tests.Support;

/// <summary>What goes wrong on a <see cref="ModelDisk"/>.</summary>
internal sealed class DiskFaults
{
    /// <summary>Gets or sets which sync from now on fails first, of files and directories, counted from 1; 0 = none.</summary>
    public int FailSyncAt { get; set; }

    /// <summary>Gets or sets a value indicating whether every sync after the first failing one fails too.</summary>
    public bool FailsSyncsForEver { get; set; }

    /// <summary>Gets or sets what a failed sync does to the pages.</summary>
    public PagesAfterFailedSync Pages { get; set; }

    /// <summary>Gets or sets after how many written bytes a write fails, short.</summary>
    public long FailWriteAtByte { get; set; } = long.MaxValue;

    /// <summary>Gets or sets a value indicating whether every write after the first failing one fails too, with nothing written.</summary>
    public bool FailsWritesForEver { get; set; }

    /// <summary>Gets or sets how many bytes all files together may have.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Gets or sets a value indicating whether syncs do nothing and say they did: a disk that lies.</summary>
    public bool SyncsLie { get; set; }

    /// <summary>Gets or sets a value indicating whether directory syncs do nothing and say they did.</summary>
    public bool DirectorySyncsLie { get; set; }

    /// <summary>Gets a value indicating whether something failed.</summary>
    public bool HaveStruck { get; private set; }

    /// <summary>Counts a sync; <see langword="true"/> when this one fails.</summary>
    public bool TakeSyncFailure()
    {
        if (FailSyncAt == 0 || --FailSyncAt > 0)
        {
            return false;
        }

        HaveStruck = true;
        FailSyncAt = FailsSyncsForEver ? 1 : 0;
        return true;
    }

    /// <summary>Counts a write; how many of its bytes are written before it fails, or all of them.</summary>
    /// <param name="length">How many are to be written.</param>
    /// <param name="room">How many fit; asked only on a disk that can be full.</param>
    public int TakeWrite(int length, Func<long> room)
    {
        if (Capacity < long.MaxValue && room() is var fits && fits < length)
        {
            HaveStruck = true;
            return (int)Math.Max(0, fits);
        }

        if (length <= FailWriteAtByte)
        {
            FailWriteAtByte -= FailWriteAtByte == long.MaxValue ? 0 : length;
            return length;
        }

        HaveStruck = true;
        var written = (int)FailWriteAtByte;
        FailWriteAtByte = FailsWritesForEver ? 0 : long.MaxValue;
        return written;
    }
}
