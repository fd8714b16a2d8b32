namespace PersonaBatch.Testing;

/// <summary>Spoils a reply.</summary>
internal static class ReplyShape
{
    /// <summary>Keeps it a whole message, whose JSON ends too early.</summary>
    public static WireReply Malformed(WireReply reply)
    {
        ReadOnlyMemory<byte>[] parts = [.. reply.Parts];
        parts[parts.Length / 2] = FirstHalf(parts[parts.Length / 2]);
        return reply with { Parts = parts };
    }

    /// <summary>Leaves the first half of it.</summary>
    public static WireReply FirstHalf(WireReply reply) =>
        reply with { Parts = reply.InPieces ? [.. reply.Parts.Take(reply.Parts.Count / 2)] : [reply.Parts[0][..(reply.Parts[0].Length / 2)]] };

    // Keeps the line ends, so that an event of a stream is still one.
    private static ReadOnlyMemory<byte> FirstHalf(ReadOnlyMemory<byte> part)
    {
        var line = part.Span.TrimEnd("\n"u8);
        return (byte[])[.. line[..(line.Length / 2)], .. part.Span[line.Length..]];
    }
}
