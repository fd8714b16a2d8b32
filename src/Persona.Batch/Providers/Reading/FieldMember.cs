namespace PersonaBatch;

/// <summary>A member of a structured field (RFC 9651), such as <c>"api";r=999;t=295</c>. Pure, and lenient: Hugging Face's policy has a
/// string where the grammar wants a parameter.</summary>
/// <param name="Values">What has no name: the item itself, unquoted.</param>
/// <param name="Parameters">What has one.</param>
internal sealed record FieldMember(IReadOnlyList<string> Values, IReadOnlyDictionary<string, string> Parameters)
{
    private const int MostMembers = 32;

    /// <summary>Reads a list of members, separated by commas.</summary>
    public static List<FieldMember> ReadAll(string? text) =>
        [.. Split(text ?? "", ',').Take(MostMembers).Select(static member => Of(Split(member, ';').Take(MostMembers)))];

    public string? Find(string name) => Parameters.GetValueOrDefault(name);

    private static FieldMember Of(IEnumerable<string> parts)
    {
        List<string> values = [];
        Dictionary<string, string> parameters = new(StringComparer.OrdinalIgnoreCase);
        foreach (var part in parts)
        {
            var equals = part.StartsWith('"') ? -1 : part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
            {
                values.Add(part.Trim('"'));
            }
            else
            {
                parameters[part[..equals].TrimEnd()] = part[(equals + 1)..].Trim().Trim('"');
            }
        }

        return new FieldMember(values, parameters);
    }

    /// <summary>Cuts at a separator outside of quotes; empty pieces are dropped.</summary>
    private static IEnumerable<string> Split(string text, char separator)
    {
        var start = 0;
        var isQuoted = false;
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && text[i] == '"')
            {
                isQuoted = !isQuoted;
            }

            if (i == text.Length || (text[i] == separator && !isQuoted))
            {
                var piece = text[start..i].Trim();
                start = i + 1;
                if (piece.Length > 0)
                {
                    yield return piece;
                }
            }
        }
    }
}
