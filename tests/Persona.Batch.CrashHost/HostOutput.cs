namespace PersonaBatch.CrashHost;

/// <summary>Lines on the standard output; each is in the pipe, and so survives a kill, when this returns.</summary>
internal static class HostOutput
{
    private static readonly SemaphoreSlim Turn = new(1, 1);

    public static async Task WriteAsync(string line)
    {
        await Turn.WaitAsync();
        try
        {
            await Console.Out.WriteLineAsync(line);
        }
        finally
        {
            Turn.Release();
        }
    }
}
