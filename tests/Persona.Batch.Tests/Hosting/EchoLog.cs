namespace PersonaBatch.Tests.Hosting;

/// <summary>What the <see cref="Echo"/> of a container was asked.</summary>
internal sealed class EchoLog
{
    public int Calls;
}
