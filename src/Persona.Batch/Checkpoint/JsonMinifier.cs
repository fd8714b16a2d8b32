namespace PersonaBatch;

/// <summary>Takes the white space out of JSON.</summary>
internal static class JsonMinifier
{
    /// <summary>Drops white space outside strings; refuses what cannot be put on one line: a raw line break in a string, a comment.</summary>
    public static bool TryMinify(ReadOnlySpan<byte> json, out ReadOnlySpan<byte> minified)
    {
        var kept = new byte[json.Length];
        var count = 0;
        var inString = false;
        var isEscaped = false;
        minified = default;
        foreach (var value in json)
        {
            if (inString)
            {
                if (value is (byte)'\n' or (byte)'\r')
                {
                    return false;
                }

                inString = isEscaped || value != '"';
                isEscaped = !isEscaped && value == '\\';
            }
            else if (value == '/')
            {
                return false;
            }
            else if (value is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                continue;
            }
            else
            {
                inString = value == '"';
            }

            kept[count++] = value;
        }

        minified = kept.AsSpan(0, count);
        return count > 0;
    }
}
