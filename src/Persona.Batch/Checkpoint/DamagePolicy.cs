namespace PersonaBatch;

/// <summary>What happens when a checkpoint is resumed and saved results in it turn out damaged. Nothing is ever deleted.</summary>
public enum DamagePolicy
{
    /// <summary>Report it, keep the damaged bytes aside, and run the items again whose results are lost. A lost or damaged <c>batch.json</c> is refused.</summary>
    Repair,

    /// <summary>Throw <see cref="CheckpointException"/> that says what is damaged, and touch nothing.</summary>
    Stop,

    /// <summary>As <see cref="Repair"/>; and when <c>batch.json</c> is lost, take this run's own settings for those the results were made with.</summary>
    RepairIdentity,
}
