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

    /// <summary>A recorded outcome that is handed out again.</summary>
    Again,

    /// <summary>What the user's store had when a run began.</summary>
    Cursor,

    /// <summary>Numbers of lines that no longer counted when the journal was compacted.</summary>
    Dropped,

    /// <summary>The end of a full segment.</summary>
    Seal,
}
