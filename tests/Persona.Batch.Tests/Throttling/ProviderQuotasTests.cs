using Microsoft.Extensions.Time.Testing;

namespace PersonaBatch.Tests.Throttling;

public sealed class ProviderQuotasTests
{
    private static readonly QuotaKey Key = QuotaKey.Of("team", null, null);

    private readonly ProviderQuotas _sut = new();
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Of_TheSameKeyAndClock_IsTheSameThrottle() => _sut.Of(Key, _time).Should().BeSameAs(_sut.Of(Key, _time));

    [Fact]
    public void Of_AnotherClock_SharesNothing() => _sut.Of(Key, new FakeTimeProvider()).Should().NotBeSameAs(_sut.Of(Key, _time));

    [Fact]
    public void Of_AnotherInstance_SharesNothing() => new ProviderQuotas().Of(Key, _time).Should().NotBeSameAs(_sut.Of(Key, _time));
}
