namespace PersonaBatch;

/// <summary>What may be sent to one of several providers now.</summary>
internal enum ProviderStanding
{
    /// <summary>Any item.</summary>
    Ready,

    /// <summary>One item, to see whether it is back.</summary>
    Trial,

    /// <summary>Nothing.</summary>
    Away,
}
