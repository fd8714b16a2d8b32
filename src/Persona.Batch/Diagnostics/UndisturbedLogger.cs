using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>The user's logger, which must not disturb the run: what it throws is lost with its entry.</summary>
internal sealed class UndisturbedLogger(ILogger logger) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

#pragma warning disable CA1031 // there is nobody left to tell
    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return logger.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return false;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            logger.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            return;
        }
    }
#pragma warning restore CA1031
}
