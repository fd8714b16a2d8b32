namespace PersonaBatch.Samples.Personas;

/// <summary>Stands in for a language model: writes a plausible persona from the words of a brief, always the same one.</summary>
internal static class PersonaWriter
{
    private const int MostEntries = 4;
    private const int MostCharacters = 160;

    private static readonly string[] OtherGoals =
        ["Win back an hour each week", "Get it right the first time", "Keep everything in one place",
         "Rely on fewer tools and trust them more"];

    private static readonly string[] OtherFrustrations =
        ["Tools made for somebody else", "Has to explain everything again to each new system",
         "Help that arrives after the moment has passed"];

    private static readonly string[] Quotes =
        ["Show me that first: {0}.", "All I ask for: {0}.", "If I could change one thing: {0}.", "Others may want more. For me: {0}."];

    private static readonly string[] Channels =
        ["Text message", "Phone call", "E-mail", "Messenger group", "Word of mouth",
         "Local radio", "Trade newsletter", "Notice board", "Online forum"];

    /// <summary>Answers a brief.</summary>
    /// <param name="text">The brief's text.</param>
    /// <returns>A persona that depends on nothing else.</returns>
    public static Persona Answer(string text)
    {
        var choice = new StableChoice(text);
        var wishes = Wishes.Of(text);
        string[] goals = [.. wishes.Goals.Take(MostEntries).Select(Shortened)];
        string[] frustrations = [.. wishes.Frustrations.Take(MostEntries).Select(Shortened)];
        var place = Places.Find(text) ?? choice.Of(2, Places.All);
        var age = AgeHint.Find(text, choice) ?? 24 + choice.Below(0, 40);
        var firstChannel = choice.Below(6, Channels.Length);
        var otherChannel = (firstChannel + 1 + choice.Below(7, Channels.Length - 1)) % Channels.Length;

        return new Persona(
            NameHint.Choose(text, place.Names, choice),
            age,
            OccupationHint.Find(text) ?? OccupationHint.Choose(age, choice),
            place.ToString(),
            Shortened(Summary(text)),
            choice.Of(5, Quotes).Replace("{0}", LowerFirst(goals[0]), StringComparison.Ordinal),
            [.. goals, choice.Of(9, OtherGoals)],
            frustrations.Length > 0 ? frustrations : [choice.Of(10, OtherFrustrations)],
            [Channels[firstChannel], Channels[otherChannel]]);
    }

    /// <summary>Cuts what is long between two words.</summary>
    private static string Shortened(string text)
    {
        if (text.Length <= MostCharacters)
        {
            return text;
        }

        var space = text.LastIndexOf(' ', MostCharacters);
        return (space > 0 ? text[..space] : text[..(MostCharacters - (char.IsHighSurrogate(text[MostCharacters - 1]) ? 1 : 0))]) + "…";
    }

    private static string LowerFirst(string text) => char.ToLowerInvariant(text[0]) + text[1..];

    private static string Summary(string text)
    {
        var end = text.AsSpan().IndexOfAny(['。', ';']);
        var stop = text.IndexOf(". ", StringComparison.Ordinal);
        var first = (end, stop) switch
        {
            ( < 0, < 0) => text,
            ( < 0, _) => text[..stop],
            (_, < 0) => text[..end],
            _ => text[..Math.Min(end, stop)],
        };
        return first.TrimEnd('.', ' ');
    }
}
