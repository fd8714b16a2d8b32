namespace PersonaBatch.Tests.Hosting;

/// <summary>A provider that a container makes: answers with what it was asked, and remembers how often.</summary>
internal sealed class Echo(EchoLog log) : IBatchProvider<string, string>
{
    public ValueTask<string> CallAsync(string item, ProviderCall call, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref log.Calls);
        return ValueTask.FromResult($"{item} from {call.Provider}");
    }
}
