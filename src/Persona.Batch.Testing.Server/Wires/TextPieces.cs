namespace PersonaBatch.Testing;

/// <summary>Cuts a text into the pieces of a stream, never within a character.</summary>
internal static class TextPieces
{
    private const int Characters = 20;

    public static IEnumerable<string> Of(string text)
    {
        for (var (start, end) = (0, 0); start < text.Length; start = end)
        {
            end = Math.Min(start + Characters, text.Length);
            end += end < text.Length && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
            yield return text[start..end];
        }
    }
}
