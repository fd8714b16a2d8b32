namespace PersonaBatch;

/// <summary>What happens to an item whose id was in the same input before.</summary>
public enum DuplicatePolicy
{
    /// <summary>It ends <see cref="ItemStatus.Failed"/> with <see cref="FailureClass.DuplicateId"/>; the run goes on.</summary>
    Fail,

    /// <summary>It ends <see cref="ItemStatus.Skipped"/>.</summary>
    Skip,

    /// <summary>Nobody looks: it runs like any other.</summary>
    Unchecked,
}
