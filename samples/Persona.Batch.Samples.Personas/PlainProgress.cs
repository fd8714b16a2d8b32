namespace PersonaBatch.Samples.Personas;

/// <summary>Prints a plain line every two seconds and at the end.</summary>
internal sealed class PlainProgress : IProgress<BatchProgress>
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    private TimeSpan _next = TimeSpan.Zero;

    public void Report(BatchProgress value)
    {
        if (value.Elapsed >= _next || value.State == BatchState.Ended)
        {
            _next = value.Elapsed + Every;
            Console.WriteLine(ProgressLine.Format(value));
        }
    }
}
