using System.Runtime.InteropServices;

namespace PersonaBatch.Samples.Personas;

/// <summary>Ctrl-C and SIGTERM: the first stops and lets calls in flight finish, the second cuts them.</summary>
internal sealed class Interrupts : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;

    private int _count;

    public Interrupts(Action stop, Action cancel) => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Handle(context, stop, cancel)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Handle(context, stop, cancel)),
    ];

    public void Dispose() => Array.ForEach(_registrations, static registration => registration.Dispose());

    private void Handle(PosixSignalContext context, Action stop, Action cancel)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) == 1)
        {
            Console.WriteLine("Stopping: calls in flight finish. Once more to stop at once.");
            stop();
        }
        else
        {
            cancel();
        }
    }
}
