namespace PersonaBatch;

/// <summary>Stands between a provider's SDK and the socket, so that one attempt is one HTTP call and nothing the provider says is lost.</summary>
/// <remarks>
/// <para>An error answer, a broken connection and a timeout that is not the batch's own become a <see cref="ProviderException"/>, which no
/// SDK retries; limits in the headers reach the batch's pacing. Good answers are handed on unread, redirects as they are.</para>
/// <para>Outside a batch's call it passes everything through untouched, and so it does in a call that began while there was no handler in
/// the process: make the client before the run starts, not within its first calls. Set <see cref="HttpClient.Timeout"/> to infinite: its default of
/// 100 s cuts long answers. Do not put a retrying handler below this one.</para>
/// <para>Safe for concurrent use, as any handler.</para>
/// </remarks>
public sealed class ProviderBoundaryHandler : DelegatingHandler
{
    private int _isDisposed;

    /// <summary>Initializes a new instance of the <see cref="ProviderBoundaryHandler"/> class, to be put into a client's chain of handlers.</summary>
    public ProviderBoundaryHandler() => ProviderBoundary.HandlerMade();

    /// <inheritdoc/>
    /// <exception cref="ProviderException">Within a batch's call: the provider refused, or could not be reached in time.</exception>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ProviderBoundary.Current switch
        {
            null => base.SendAsync(request, cancellationToken),
            { Watcher: { } watcher } watched => WatchAsync(request, watcher, watched, cancellationToken),
            var boundary => SendAsync(request, boundary, cancellationToken),
        };
    }

    /// <inheritdoc/>
    /// <exception cref="ProviderException">Within a batch's call: the provider refused, or could not be reached in time.</exception>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return ProviderBoundary.Current switch
        {
            null => base.Send(request, cancellationToken),
            { Watcher: { } watcher } watched => BoundaryAnswer.Watch(base.Send(request, cancellationToken), watcher, watched),
            var boundary => Send(request, boundary, cancellationToken),
        };
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            ProviderBoundary.HandlerDisposed();
        }

        base.Dispose(disposing);
    }

    private async Task<HttpResponseMessage> WatchAsync(
        HttpRequestMessage request, Action<BatchFailure> watcher, ProviderBoundary boundary, CancellationToken cancellationToken) =>
        BoundaryAnswer.Watch(await base.SendAsync(request, cancellationToken).ConfigureAwait(false), watcher, boundary);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, ProviderBoundary boundary, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        boundary.CountCall(request);
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (BoundaryFault.IsForeign(exception, boundary))
        {
            throw BoundaryFault.Replace(exception, cancellationToken);
        }

        if (!BoundaryAnswer.IsError(response))
        {
            return BoundaryAnswer.Accept(response, boundary);
        }

        using (response)
        {
            var body = await BoundedBody.ReadAsync(response.Content, boundary, cancellationToken).ConfigureAwait(false);
            throw BoundaryAnswer.Refuse(request, response, body, boundary);
        }
    }

    private HttpResponseMessage Send(HttpRequestMessage request, ProviderBoundary boundary, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        boundary.CountCall(request);
        try
        {
            response = base.Send(request, cancellationToken);
        }
        catch (Exception exception) when (BoundaryFault.IsForeign(exception, boundary))
        {
            throw BoundaryFault.Replace(exception, cancellationToken);
        }

        if (!BoundaryAnswer.IsError(response))
        {
            return BoundaryAnswer.Accept(response, boundary);
        }

        using (response)
        {
            throw BoundaryAnswer.Refuse(request, response, BoundedBody.Read(response.Content, boundary, cancellationToken), boundary);
        }
    }
}
