namespace PersonaBatch;

/// <summary>What one segment says, apart from its items: found by a pass over it, or kept in its index.</summary>
internal sealed class SegmentFacts
{
    /// <summary>Gets or sets how many lines are intact.</summary>
    public long Lines { get; set; }

    /// <summary>Gets the numbers of its lines, in the order in which they stand, and those it says were dropped.</summary>
    public NumberRanges Numbers { get; } = new();

    /// <summary>Gets or sets the highest number that any line says was on the disk.</summary>
    public long Durable { get; set; }

    /// <summary>Gets or sets the highest number that its last head line found; -1 when it has none.</summary>
    public long HeadLast { get; set; } = -1;

    /// <summary>Gets or sets how many numbers up to that were missing.</summary>
    public long HeadLost { get; set; }

    /// <summary>Gets or sets the oldest reader that understands it.</summary>
    public long MinReader { get; set; }

    /// <summary>Gets or sets a value indicating whether it ends finished; <see langword="null"/> when it does not say.</summary>
    public bool? IsFinished { get; set; }

    /// <summary>Gets or sets the number of the segment that was begun when this one was full; 0 = none.</summary>
    public int Next { get; set; }

    /// <summary>Gets or sets the batch its head lines name; <see langword="null"/> when none is intact.</summary>
    public string? BatchId { get; set; }

    /// <summary>Gets or sets where the last intact line ends.</summary>
    public long IntactEnd { get; set; }

    /// <summary>Gets or sets a value indicating whether the last intact line lacks its line break.</summary>
    public bool LacksLineBreak { get; set; }

    /// <summary>Gets or sets where the lines begin of which no later line says that they are on the disk.</summary>
    public long UnprovenFrom { get; set; }

    /// <summary>Gets the bytes between intact lines that belong to none.</summary>
    public List<ByteRange> Damaged { get; } = [];

    /// <summary>Gets or sets how many items are recorded in it.</summary>
    public int Items { get; set; }

    /// <summary>Gets or sets by how much a hand-out number is at most ahead of its line's own.</summary>
    public long HandOutShift { get; set; }

    /// <summary>Gets what was handed out again, and the cursors, in the order in which they stand.</summary>
    public List<HandOutNote> HandOutNotes { get; } = [];
}
