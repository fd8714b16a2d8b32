using CsCheck;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Failover;

/// <summary>Random faults of two or three providers in virtual time. <c>PERSONA_BATCH_LONG</c> makes it 5,000; a failing one prints its seed.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class FailoverProperties
{
    private static readonly int Cases = Environment.GetEnvironmentVariable("PERSONA_BATCH_LONG") is { Length: > 0 } ? 5_000 : 100;

    private static readonly Gen<FailoverLimits> AnyLimits = Gen.Select(
        Gen.Int[0, 300], Gen.Int[0, 20_000], Gen.Int[0, 12], static (requests, tokens, places) => new FailoverLimits(requests, tokens, places));

    private static readonly Gen<FailoverCase> AnyCase = Gen.Select(
        Gen.Select(Gen.Int[1, 150], Gen.Int[1, 25]),
        AnyLimits.Array[2, 3],
        Gen.Double[0, 0.9].Array[3],
        Gen.OneOf<double>(0, 5, 30),
        Gen.Bool,
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 200]),
        Gen.UInt,
        static (size, limits, faultRates, after, refuses, ending, seed) =>
            new FailoverCase(size.Item1, size.Item2, limits, faultRates, after, refuses, ending.Item1, ending.Item2, seed));

    [Fact]
    public Task ProcessAsync_AnyFaultsOfAnyProvider_LosesNothingAndKeepsEachOnesLimits() =>
        AnyCase.SampleAsync(static data => data.CheckAsync(), iter: Cases, threads: 1);
}
