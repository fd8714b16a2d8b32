namespace PersonaBatch.AotHost;

/// <summary>A result whose metadata nobody gave.</summary>
internal sealed record Unregistered(int Number);
