namespace PersonaBatch.Tests.Throttling;

public sealed class ThrottleAllocationTests
{
    private const int Calls = 1_000;

    [Theory]
    [InlineData(null)]
    [InlineData(1_000_000_000)]
    public void TryGoAndSettle_Uncontended_AllocateNothing(int? perMinute)
    {
        var time = TimeProvider.System;
        var throttle = new ProviderThrottle(time);
        using var seat = throttle.Join(new QuotaLimits(RequestsPerMinute: perMinute, TokensPerMinute: perMinute), preset: default, static () => { });
        Call(seat, time);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < Calls; call++)
        {
            Call(seat, time);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void Record_Adaptive_AllocatesNothing()
    {
        var sut = new AdaptiveConcurrency(new ConcurrencyOptions());
        sut.Record(null, TimeSpan.Zero);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var call = 0; call < Calls; call++)
        {
            sut.Record(null, TimeSpan.FromMilliseconds(call));
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    private static void Call(ThrottleSeat seat, TimeProvider time)
    {
        if (seat.TryGo(new TokenUsage(1, 1), time.GetTimestamp(), out var reservation) == ThrottleAnswer.Go)
        {
            seat.Settle(reservation, new TokenUsage(1, 1), limits: null);
        }
    }
}
