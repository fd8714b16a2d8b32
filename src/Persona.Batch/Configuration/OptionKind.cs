namespace PersonaBatch;

/// <summary>What stands behind a key.</summary>
internal enum OptionKind
{
    /// <summary>One value.</summary>
    Value,

    /// <summary>Several values.</summary>
    List,

    /// <summary>Named texts; the names are the user's.</summary>
    Texts,

    /// <summary>Keys that are ours.</summary>
    Section,

    /// <summary>Named sections; the names are the user's.</summary>
    Sections,
}
