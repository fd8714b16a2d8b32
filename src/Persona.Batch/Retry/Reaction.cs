namespace PersonaBatch;

/// <summary>What a failed call leads to.</summary>
internal enum Reaction
{
    /// <summary>The item goes again after a wait.</summary>
    Retry,

    /// <summary>The item fails.</summary>
    Fail,

    /// <summary>The run ends; the item is aborted and runs again on resume.</summary>
    EndRun,
}
