using System.Globalization;

namespace PersonaBatch;

/// <summary>The words of every checkpoint error: what, where, and what to do.</summary>
internal static class CheckpointErrors
{
    private const int LongestShown = 80;
    private const string WhatToDoAboutDamage =
        $"Put the files back from a copy, or set {nameof(CheckpointOptions)}.{nameof(CheckpointOptions.OnDamage)} to {nameof(DamagePolicy.Repair)} to run those items again.";

    /// <summary>A live run holds the batch.</summary>
    public static CheckpointException Locked(WantedBatch wanted, string path, CheckpointOwner? owner)
    {
        var holder = owner?.ToString() ?? "another process";
        return new CheckpointException(
            CheckpointProblem.Locked,
            wanted.BatchId is null
                ? $"A run of '{wanted.Name}' without {nameof(BatchRunOptions.BatchId)} is live: {holder} holds '{path}'. Give each run its own {nameof(BatchRunOptions.BatchId)} to have several at once, or wait until that one ends."
                : $"Batch '{wanted.BatchId}' is being run by {holder}, which holds '{path}'. Two runs of one batch would pay twice: wait until that one ends or stop it, or give this run another {nameof(BatchRunOptions.BatchId)}.");
    }

    /// <summary>A live run holds the batch that is to be removed or compacted.</summary>
    public static CheckpointException Held(string batchId, string path, CheckpointOwner? owner) => new(
        CheckpointProblem.Locked,
        $"Batch '{batchId}' is being run by {owner?.ToString() ?? "another process"}, which holds '{path}'. Nothing was touched: wait until that run ends or stop it.");

    /// <summary>A newer version wrote it.</summary>
    public static CheckpointException NewerFormat(string path, long needed) => new(
        CheckpointProblem.NewerFormat,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The checkpoint '{path}' was written by a newer version: it needs format {needed}, this version reads up to {JournalLine.Version}. Nothing was touched. Update the library, or begin anew with {nameof(ResumeMode)}.{nameof(ResumeMode.StartNew)}."));

    /// <summary>There are results, but not whose.</summary>
    public static CheckpointException IdentityLost(string path) => new(
        CheckpointProblem.Damaged,
        $"'{Path.Combine(path, BatchIdentityFile.Name)}' is missing or damaged, but there are recorded results beside it. Nothing was touched. Put the file back from a copy, or set {nameof(CheckpointOptions)}.{nameof(CheckpointOptions.OnDamage)} to {nameof(DamagePolicy.RepairIdentity)} when the results were made with the settings of this run, or set the batch aside with {nameof(ResumeMode)}.{nameof(ResumeMode.StartNew)}; its results stay readable, one JSON line each.");

    /// <summary>A recorded line went bad after it was found.</summary>
    public static CheckpointException LineDamaged(string path, long offset, long sequence) => new(
        CheckpointProblem.Damaged,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The recorded outcome {sequence} in '{path}', at {offset}, was damaged while the batch was open. Check the disk and run again: the damage is reported and that item alone is done again."));

    /// <summary>A recorded line turned out damaged, and the user wants to stop then.</summary>
    public static CheckpointException LineDamaged(string path, long offset) => new(
        CheckpointProblem.Damaged,
        string.Create(
            CultureInfo.InvariantCulture,
            $"The line in '{path}' at {offset} is damaged. {WhatToDoAboutDamage}"));

    /// <summary>Saved outcomes are damaged, and the user wants to stop then.</summary>
    public static CheckpointException Damaged(string path, string places) => new(
        CheckpointProblem.Damaged,
        $"Saved outcomes in '{path}' are damaged: {places}. Nothing was touched. {WhatToDoAboutDamage}");

    /// <summary>The recorded answers belong to other settings.</summary>
    public static CheckpointException Mismatch(string batchId, string path, IReadOnlyDictionary<string, (string? Recorded, string? Wanted)> differing)
    {
        var parts = string.Join("; ", differing.Select(part => $"{part.Key}: recorded {Show(part.Value.Recorded)}, wanted {Show(part.Value.Wanted)}"));
        return new CheckpointException(
            CheckpointProblem.Mismatch,
            $"Batch '{batchId}' in '{path}' was made with other settings ({parts}). Give the old values to go on, or choose {nameof(ResumeMode)}.{nameof(ResumeMode.Always)} to keep what is done, or {nameof(ResumeMode)}.{nameof(ResumeMode.StartNew)} to set it aside and begin anew.")
        {
            DifferingParts = differing,
        };
    }

    /// <summary>The storage refuses.</summary>
    public static CheckpointException StorageBlocked(string directory, Exception cause) => new(
        CheckpointProblem.StorageBlocked,
        $"The checkpoint directory '{directory}' cannot be used: {cause.Message} No call was made. Make it writable and see that the disk has room, set {nameof(CheckpointOptions)}.{nameof(CheckpointOptions.Directory)} to another one, or switch checkpoints off.",
        cause);

    /// <summary>Another batch has the directory.</summary>
    public static CheckpointException OtherBatch(string batchId, string path, string recorded) => new(
        CheckpointProblem.Mismatch,
        $"'{path}' holds batch '{recorded}', not '{batchId}'. Nothing was touched. Choose a {nameof(BatchRunOptions.BatchId)} that differs in more than upper and lower case, which this file system may not tell apart, or another {nameof(CheckpointOptions)}.{nameof(CheckpointOptions.Directory)}.")
    {
        DifferingParts = new Dictionary<string, (string? Recorded, string? Wanted)>(StringComparer.Ordinal) { ["batch id"] = (recorded, batchId) },
    };

    /// <summary>A batch did not stay while it was read.</summary>
    public static IOException ChangedWhileRead(string path) => new(
        $"The batch in '{path}' was compacted or removed while it was read. Read again.");

    /// <summary>Not all of a batch could be read.</summary>
    public static IOException ReadShort(string path, long given, long recorded) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Of the batch in '{path}' {given} outcomes could be read and not {recorded}: it was compacted or removed while it was read, or a file was damaged. Read again; {nameof(CheckpointManager)}.{nameof(CheckpointManager.VerifyAsync)} tells of damage."));

    /// <summary>Somebody else writes into the journal.</summary>
    public static IOException ForeignWriter(string path, long expected, long found) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"Somebody else changed '{path}': it should be {expected} bytes long and is {found}. Nothing more is written to it. Give each run its own directory where the file system has no locks."));

    /// <summary>The file is not where it was.</summary>
    public static IOException Vanished(string path) => new FileNotFoundException(
        $"'{path}' was deleted or moved while the batch was running. What was saved in it is gone with it; nothing more is written.", path);

    /// <summary>A new segment did not help.</summary>
    public static IOException NotWritten(string directory, Exception cause) => new(
        $"Writing to '{directory}' failed, in a new file too: {cause.Message}", cause);

    /// <summary>The journal is lost to this run.</summary>
    public static IOException JournalBroken(string path, Exception cause) => new(
        $"Nothing more is written to '{path}': {cause.Message}", cause);

    private static string Show(string? value) =>
        value is null ? "nothing" : value.Length <= LongestShown ? $"'{value}'" : $"'{value.AsSpan(0, LongestShown)}…'";
}
