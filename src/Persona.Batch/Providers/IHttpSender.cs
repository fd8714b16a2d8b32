namespace PersonaBatch;

/// <summary>A provider of a satellite package that knows whether its calls go over HTTP, where a <see cref="ProviderBoundaryHandler"/> can see them.</summary>
internal interface IHttpSender
{
    bool SendsHttp { get; }
}
