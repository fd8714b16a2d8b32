using Microsoft.Extensions.DependencyInjection;
using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Testing;

/// <summary>A host's own registration, in virtual time.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class SimulatedProviderServicesTests
{
    private readonly VirtualTimeProvider _time = new();
    private readonly SimulatedProvider<string, int> _fake;
    private readonly ServiceCollection _services = new();

    public SimulatedProviderServicesTests()
    {
        _fake = new(static text => text.Length, new() { RequestsPerMinute = 60 }, _time);
        _services.AddBatchProcessor<string, int>("lengths").UseProvider(static _ => throw new InvalidOperationException("the real one"));
    }

    [Fact]
    public async Task UseSimulatedProvider_RegisteredProcessor_IsAnsweredByIt()
    {
        await using var host = _services.UseSimulatedProvider(_fake, _time).BuildServiceProvider();
        _fake.FailNext(new BatchFailure(FailureClass.RateLimited) { RetryAfter = TimeSpan.FromMinutes(5) });

        var result = await _time.RunAsync(() => host.GetRequiredKeyedService<OptimisedBatchProcessor<string, int>>("lengths").ProcessAsync(["one", "three"]));

        result.Values.Should().Equal(3, 5);
        result.Duration.Should().BeGreaterThan(TimeSpan.FromMinutes(5));
        result.CheckpointPath.Should().BeNull();
    }

    [Fact]
    public async Task UseSimulatedProvider_Clock_IsTheHostsToo()
    {
        await using var host = _services.UseSimulatedProvider(_fake, _time).BuildServiceProvider();

        host.GetRequiredService<TimeProvider>().Should().BeSameAs(_time);
    }

    [Fact]
    public void UseSimulatedProvider_NoSuchProcessor_SaysWhatToCall()
    {
        var replacing = () => new ServiceCollection().UseSimulatedProvider(_fake);

        replacing.Should().Throw<InvalidOperationException>().WithMessage("*AddBatchProcessor*");
    }
}
