namespace PersonaBatch;

/// <summary>What a line of the journal is.</summary>
internal enum JournalLineKind
{
    /// <summary>Something a newer version knows: kept and ignored.</summary>
    Other,

    /// <summary>One outcome.</summary>
    Item,

    /// <summary>The beginning of a run.</summary>
    Head,

    /// <summary>The end of a finished run.</summary>
    Done,

    /// <summary>The end of a full segment.</summary>
    Seal,
}
