namespace PersonaBatch.Tests.Support;

/// <summary>What a <see cref="JournalModel"/> can be told to do.</summary>
public enum JournalCommand
{
    /// <summary>Saves a few outcomes.</summary>
    Save,

    /// <summary>Closes and opens.</summary>
    Reopen,

    /// <summary>Ends the process or the power, in any mode.</summary>
    CutNow,

    /// <summary>The same at some change while it saves.</summary>
    CutWhileSaving,

    /// <summary>The same at some change while it opens.</summary>
    CutWhileOpening,

    /// <summary>Makes one of the next syncs fail.</summary>
    FailSync,

    /// <summary>Makes one of the next writes fail, short.</summary>
    FailWrite,
}
