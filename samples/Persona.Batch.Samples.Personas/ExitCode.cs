namespace PersonaBatch.Samples.Personas;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>Every brief has its persona.</summary>
    public const int Done = 0;

    /// <summary>Some briefs failed, or the run ended early; start again to go on.</summary>
    public const int Incomplete = 1;

    /// <summary>The arguments, the input or the checkpoint cannot be used.</summary>
    public const int BadInput = 2;

    /// <summary>Ctrl-C or SIGTERM; start again to go on.</summary>
    public const int Stopped = 130;
}
