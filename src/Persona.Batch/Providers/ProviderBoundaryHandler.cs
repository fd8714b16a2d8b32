namespace PersonaBatch;

/// <summary>Stands between a provider's SDK and the socket, so that one attempt is one HTTP call and nothing the provider says is lost.</summary>
public sealed class ProviderBoundaryHandler : DelegatingHandler;
