namespace PersonaBatch.Testing;

/// <summary>When a reply is made.</summary>
/// <param name="CallNumber">The number of its call.</param>
/// <param name="Elapsed">The time since the call came.</param>
/// <param name="Now">The instant.</param>
internal readonly record struct ReplyMoment(long CallNumber, TimeSpan Elapsed, DateTimeOffset Now);
