using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>How one provider speaks: paths, bodies, headers. Limits, faults and journal are the same for every wire.</summary>
internal interface IWire
{
    /// <summary>Gets the path of the endpoint that SDKs are given.</summary>
    string EndpointPath { get; }

    /// <summary>Gets the key a caller shows.</summary>
    string? KeyOf(IHeaderDictionary headers);

    /// <summary>Reads a call.</summary>
    /// <param name="request">Method and path.</param>
    /// <param name="body">The body; <see langword="null"/> when it was too long to read.</param>
    /// <param name="models">The models there are; empty = every one.</param>
    WireRequest Read(HttpRequest request, ReadOnlyMemory<byte>? body, IReadOnlyList<string> models);

    WireReply Answer(WireRequest request, FinishedAnswer answer, long callNumber, DateTimeOffset now);

    WireReply Refuse(Refusal refusal, string model);

    /// <summary>Writes the headers of every reply.</summary>
    void WriteHeaders(IHeaderDictionary headers, long callNumber, TimeSpan elapsed);

    void WriteLimits(IHeaderDictionary headers, IReadOnlyList<LimitReading> limits);

    void WriteRetryAfter(IHeaderDictionary headers, TimeSpan wait);
}
