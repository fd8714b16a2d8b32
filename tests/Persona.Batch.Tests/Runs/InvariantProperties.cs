using CsCheck;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

/// <summary>Random schedules in virtual time. <c>PERSONA_BATCH_LONG</c> makes it 10,000; a failing one prints its seed.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class InvariantProperties
{
    private static readonly int Schedules = Environment.GetEnvironmentVariable("PERSONA_BATCH_LONG") is { Length: > 0 } ? 10_000 : 150;

    private static readonly Gen<Shape> AnyShape = Gen.Select(
        Gen.Int[1, 200], Gen.Int[1, 30], Gen.Int[1, 20], Gen.Enum<BatchMode>(), Gen.Bool, static (items, workers, chunk, mode, ordered) => new Shape(items, workers, chunk, mode, ordered));

    private static readonly Gen<Intervention> AnyIntervention = Gen.Select(
        Gen.Bool, Gen.Int[0, 20], Gen.Int[1, 60], static (isPause, after, value) => new Intervention(isPause, after, value));

    private static readonly Gen<Schedule> AnySchedule = Gen.Select(
        AnyShape, Gen.Enum<EndBy>(), Gen.Int[0, 60], AnyIntervention.Array[0, 4], Gen.Double[0, 0.6], Gen.UInt,
        static (shape, ending, endAfter, interventions, faultRate, seed) => new Schedule(shape, ending, endAfter, interventions, faultRate, seed));

    [Fact]
    public Task StreamAsync_AnySchedule_KeepsTheLimitLosesNothingAndLeavesNothing() =>
        AnySchedule.SampleAsync(static schedule => (Task)schedule.CheckAsync(), iter: Schedules, threads: 1);

    [Fact]
    public Task StreamAsync_TwoEqualRuns_PrintTheSameTrace() => AnySchedule.SampleAsync(
        static async schedule =>
        {
            var first = await schedule.CheckAsync();
            var second = await (schedule with { }).CheckAsync();

            second.Select(static call => (call.Item, call.Number, call.At)).Should().Equal(first.Select(static call => (call.Item, call.Number, call.At)));
        },
        iter: Schedules / 3,
        threads: 1);
}
