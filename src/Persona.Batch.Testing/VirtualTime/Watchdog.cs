using System.Diagnostics;

namespace PersonaBatch.Testing;

/// <summary>A thread outside the pool that sees, in real time, that a run is stuck inside a step or at one instant.</summary>
#pragma warning disable CA1001 // Its thread may still look at the event after the run; without a wait handle the event holds nothing.
internal sealed class Watchdog(VirtualRun run, TimeSpan limit, int limitsWithoutTime)
#pragma warning restore CA1001
{
    private readonly ManualResetEventSlim _stopped = new();

    public void Start() => new Thread(Watch) { IsBackground = true, Name = "Virtual time watchdog" }.Start();

    public void Stop() => _stopped.Set();

    private void Watch()
    {
        var (looks, steps, limits) = (-1L, -1L, 0);
        while (!_stopped.Wait(limit))
        {
            var (looksNow, stepsNow) = (run.Looks, run.Steps);
            limits = stepsNow == steps ? limits + 1 : 0;
            if (Debugger.IsAttached)
            {
                limits = 0;
            }
            else if (looksNow == looks)
            {
                run.Fail($"the thread is blocked inside one step (.Result, Wait, Sleep, a lock?); open: {run.Calls.Names(run.Calls.Running)}");
            }
            else if (limits >= limitsWithoutTime)
            {
                run.Fail(
                    "work queues more work without end, so that time cannot move (a loop of Task.Yield?); "
                    + $"open: {run.Calls.Names(run.Calls.Latest)}");
            }

            (looks, steps) = (looksNow, stepsNow);
        }
    }
}
