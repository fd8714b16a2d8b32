namespace PersonaBatch.Tests.Support;

/// <summary>Makes the calls that the engine makes.</summary>
internal static class Calls
{
    public static ProviderCall Of(string itemId, int attempt = 1) => new(itemId, "simulated", "batch", attempt, 0, null);
}
