namespace PersonaBatch;

/// <summary>The checkpoint cannot be used or trusted. Nothing recorded is ever deleted.</summary>
public sealed class CheckpointException : Exception
{
    internal CheckpointException(CheckpointProblem problem, string message, Exception? innerException = null)
        : base(message, innerException) => Problem = problem;

    /// <summary>Gets what is wrong.</summary>
    public CheckpointProblem Problem { get; }

    /// <summary>Gets the parts that differ, by name, as recorded and as wanted now; <see langword="null"/> = absent. Empty unless <see cref="CheckpointProblem.Mismatch"/>.</summary>
    public IReadOnlyDictionary<string, (string? Recorded, string? Wanted)> DifferingParts { get; internal init; } =
        new Dictionary<string, (string? Recorded, string? Wanted)>(StringComparer.Ordinal);

    /// <summary>Gets outcomes that were paid for and could not be saved. Empty unless <see cref="CheckpointProblem.StorageBlocked"/>.</summary>
    public IReadOnlyList<RecordedOutcome> Unsaved { get; internal init; } = [];
}
