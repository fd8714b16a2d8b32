namespace PersonaBatch.Chat.Tests.Support;

/// <summary>Simulations narrow the thread pool: they run alone, after the parallel tests.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class VirtualTimeCollection
{
    public const string Name = "VirtualTime";
}
