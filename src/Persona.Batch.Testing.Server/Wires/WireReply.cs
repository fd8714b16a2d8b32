using System.Text;

namespace PersonaBatch.Testing;

/// <summary>What goes out, ready to send.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">What the body says it is.</param>
/// <param name="Parts">The body; more than one part when it is sent in pieces.</param>
/// <param name="InPieces">Whether each part goes out on its own, without a length before them.</param>
internal sealed record WireReply(int Status, string ContentType, IReadOnlyList<ReadOnlyMemory<byte>> Parts, bool InPieces = false)
{
    public WireReply(int status, string contentType, ReadOnlyMemory<byte> body)
        : this(status, contentType, [body])
    {
    }

    public WireReply(int status, string contentType, string body)
        : this(status, contentType, Encoding.UTF8.GetBytes(body))
    {
    }

    /// <summary>Gets headers of this reply alone.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
