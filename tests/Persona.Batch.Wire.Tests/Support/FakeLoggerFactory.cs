using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace PersonaBatch.Wire.Tests.Support;

/// <summary>Collects everything that is logged, at every level.</summary>
internal sealed class FakeLoggerFactory(FakeLogCollector collector) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    public ILogger CreateLogger(string categoryName) => new FakeLogger(collector, categoryName);

    public void Dispose()
    {
        // It holds nothing.
    }
}
