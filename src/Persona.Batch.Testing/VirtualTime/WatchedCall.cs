using System.Globalization;

namespace PersonaBatch.Testing;

/// <summary>One provider call in a simulation: only to say its name when it hangs; the clock is right without it.</summary>
internal sealed class WatchedCall(OpenCalls calls, long number, string name, bool trusted) : IDisposable
{
    // Flows into whatever the call starts, on whatever thread; the handler sees each thread it comes to.
    private static readonly AsyncLocal<WatchedCall?> Flowing = new(OnContextChanged);

    public static WatchedCall? Current
    {
        get => Flowing.Value;
        set => Flowing.Value = value;
    }

    public long Number => number;

    public string Name => name;

    public int Timers { get; set; }

    public bool Closed { get; set; }

    public bool Probed { get; set; }

    /// <summary>Gets a value indicating whether the call is open and no timer of it is armed: who will wake it?</summary>
    public bool IsUnexplained => !trusted && !Closed && Timers == 0;

    public static string NameOf(ProviderCall call) => string.Create(CultureInfo.InvariantCulture, $"item {call.ItemId} attempt {call.Attempt}");

    public void TimerArmed() => calls.Change(this, 1);

    public void TimerGone() => calls.Change(this, -1);

    public void Dispose() => calls.Close(this);

    // Must not throw: the runtime ends the process when this handler does.
    private static void OnContextChanged(AsyncLocalValueChangedArgs<WatchedCall?> change)
    {
        change.PreviousValue?.Left();
        change.CurrentValue?.Entered(change.ThreadContextChanged);
    }

    private void Left() => calls.Left();

    private void Entered(bool onAnotherThread) => calls.Entered(this, onAnotherThread);
}
