namespace PersonaBatch.CrashHost;

/// <summary>Answers at once; from a certain call on, only after a line came on the standard input.</summary>
internal sealed class HeldCalls(HostArguments arguments)
{
    private readonly string _padding = new('x', arguments.Payload);
    private readonly Task _released = arguments.HoldAfter == int.MaxValue ? Task.CompletedTask : Task.Run(static () => Console.In.ReadLine());

    private int _calls;

    public async Task<string> CallAsync(string item, CancellationToken cancellationToken)
    {
        var call = Interlocked.Increment(ref _calls);
        await HostOutput.WriteAsync($"call {item}");
        if (call > arguments.HoldAfter)
        {
            await _released.WaitAsync(cancellationToken);
        }
        else
        {
            await Task.Yield();
        }

        return $"{item} by {Environment.ProcessId}.{call} {_padding}";
    }
}
