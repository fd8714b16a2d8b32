namespace PersonaBatch;

/// <summary>What is known of one of several providers.</summary>
internal enum ProviderState
{
    /// <summary>It answers.</summary>
    Up,

    /// <summary>Its limits hold calls back for longer than items should wait.</summary>
    HeldBack,

    /// <summary>It failed several times in a row.</summary>
    Broken,

    /// <summary>It has no quota left, or refuses our key or our configuration.</summary>
    UsedUp,
}
