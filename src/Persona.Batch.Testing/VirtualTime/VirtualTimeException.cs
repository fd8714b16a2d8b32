namespace PersonaBatch.Testing;

/// <summary>A simulation cannot go on. The message says why and names the calls that hang.</summary>
public sealed class VirtualTimeException : Exception
{
    internal VirtualTimeException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
