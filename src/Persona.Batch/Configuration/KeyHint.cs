namespace PersonaBatch;

/// <summary>Helps with a key or a value that cannot be used, in the user's own spelling.</summary>
internal static class KeyHint
{
    private const int LongestShown = 80;

    /// <summary>Says what an unknown key was probably meant to be.</summary>
    public static string For(OptionSection section, string spelling)
    {
        var plain = KeyName.Plain(spelling);
        var elsewhere = OptionSection.Of(typeof(BatchOptions)).Find(plain).FirstOrDefault();
        if (elsewhere is not null)
        {
            return $"it belongs to {string.Join(':', elsewhere.Select(name => KeyName.Like(spelling, name)))}";
        }

        return KeyName.Nearest(plain, section.Keys.Keys) is { } nearest
            ? $"did you mean {KeyName.Like(spelling, nearest)}?"
            : $"it knows {Names(section, spelling)}";
    }

    /// <summary>Says what may stand behind a key.</summary>
    public static string Allowed(OptionKey key, string spelling) => key.Kind switch
    {
        OptionKind.Value => "one value",
        OptionKind.List => "a list",
        OptionKind.Section => $"a section with {Names(key.Section, spelling)}",
        _ => "a section with an entry for each name",
    };

    /// <summary>Shows a value that was found, in part when it is long.</summary>
    public static string Shown(string? text) =>
        string.IsNullOrEmpty(text) ? "empty" : text.Length <= LongestShown ? $"'{text}'" : $"'{text.AsSpan(0, LongestShown)}…'";

    private static string Names(OptionSection section, string spelling) =>
        string.Join(", ", section.Keys.Values.Select(key => KeyName.Like(spelling, key.Name)));
}
