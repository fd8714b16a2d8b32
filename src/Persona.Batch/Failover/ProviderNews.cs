namespace PersonaBatch;

/// <summary>A provider was left, or is back, to be logged.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="State">How it stands now.</param>
/// <param name="WasLeft">Whether it was broken or used up before.</param>
/// <param name="Rest">How long it is left alone.</param>
/// <param name="Reason">What broke it or used it up.</param>
internal sealed record ProviderNews(string? Provider, ProviderState State, bool WasLeft, TimeSpan Rest, BatchFailure? Reason);
