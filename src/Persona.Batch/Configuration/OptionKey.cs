namespace PersonaBatch;

/// <summary>One key of a section.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Kind">What stands behind it.</param>
/// <param name="Type">The type of each value; the section's own where there are sections.</param>
/// <param name="IsNullable">Whether nothing is a value, too.</param>
internal sealed record OptionKey(string Name, OptionKind Kind, Type Type, bool IsNullable)
{
    /// <summary>Gets the keys of the section, or of each section.</summary>
    public OptionSection Section => OptionSection.Of(Type);
}
