using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>How one provider speaks: paths, bodies, headers. Limits, faults and journal are the same for every wire.</summary>
internal interface IWire
{
    SimulatedWire Name { get; }

    /// <summary>Gets the path of the endpoint that SDKs are given.</summary>
    string EndpointPath { get; }

    /// <summary>Gets a value indicating whether callers have a key to show.</summary>
    bool HasKeys { get; }

    /// <summary>Gets where its provider says how long to wait.</summary>
    SimulatedHints Hints { get; }

    /// <summary>Says whether a call is for this wire.</summary>
    bool Speaks(HttpRequest request);

    /// <summary>Gets the key a caller shows.</summary>
    string? KeyOf(IHeaderDictionary headers);

    /// <summary>Reads a call.</summary>
    /// <param name="request">Method and path.</param>
    /// <param name="body">The body; <see langword="null"/> when it was too long to read.</param>
    /// <param name="models">The models there are; empty = every one.</param>
    /// <param name="moment">When what the wire itself has to say is made.</param>
    WireRequest Read(HttpRequest request, ReadOnlyMemory<byte>? body, IReadOnlyList<string> models, in ReplyMoment moment);

    WireReply Answer(WireRequest request, FinishedAnswer answer, in ReplyMoment moment);

    /// <summary>Gives what an answer can tell of its tokens.</summary>
    TokenUsage Told(TokenUsage usage);

    WireReply Refuse(Refusal refusal, string model, long callNumber);

    /// <summary>Says a refusal within an answer that comes in pieces.</summary>
    ReadOnlyMemory<byte> RefuseInStream(Refusal refusal, string model, long callNumber);

    /// <summary>Writes the headers of every reply.</summary>
    void WriteHeaders(IHeaderDictionary headers, in ReplyMoment moment);

    void WriteLimits(IHeaderDictionary headers, IReadOnlyList<LimitReading> limits);
}
