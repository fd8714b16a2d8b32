namespace PersonaBatch;

/// <summary>What is wrong with a checkpoint.</summary>
public enum CheckpointProblem
{
    /// <summary>It was made with other settings; <see cref="CheckpointException.DifferingParts"/> names them.</summary>
    Mismatch,

    /// <summary>A live run holds it.</summary>
    Locked,

    /// <summary>Its identity cannot be read, or saved outcomes are damaged and <see cref="CheckpointOptions.OnDamage"/> says to stop.</summary>
    Damaged,

    /// <summary>It cannot be written; <see cref="CheckpointException.Unsaved"/> holds what was paid for and not saved.</summary>
    StorageBlocked,

    /// <summary>A newer version of the library wrote it; nothing was touched.</summary>
    NewerFormat,
}
