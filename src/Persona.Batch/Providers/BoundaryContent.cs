using System.Net;

namespace PersonaBatch;

/// <summary>The unread body of a good answer. Where it breaks off, its reader sees a <see cref="ProviderException"/>: SDKs that buffer an
/// answer would otherwise repeat the paid call on their own.</summary>
internal sealed class BoundaryContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly ProviderBoundary _boundary;

    public BoundaryContent(HttpContent inner, ProviderBoundary boundary)
    {
        _inner = inner;
        _boundary = boundary;
        foreach (var header in inner.Headers.NonValidated)
        {
            Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }

    protected override async Task<Stream> CreateContentReadStreamAsync() => await OpenAsync(CancellationToken.None).ConfigureAwait(false);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        await OpenAsync(cancellationToken).ConfigureAwait(false);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new BoundaryStream(_inner.ReadAsStream(cancellationToken), _boundary);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var source = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            await source.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var source = CreateContentReadStream(cancellationToken);
        source.CopyTo(stream);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _inner.Headers.ContentLength ?? 0;
        return _inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task<BoundaryStream> OpenAsync(CancellationToken cancellationToken) =>
        new(await _inner.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _boundary);
}
