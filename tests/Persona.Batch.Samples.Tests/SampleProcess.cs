using System.Diagnostics;
using PersonaBatch.Samples.Personas;

namespace PersonaBatch.Samples.Tests;

/// <summary>The sample as a process of its own, in a directory of its own.</summary>
internal sealed class SampleProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private SampleProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static SampleProcess Start(string directory, params string[] arguments)
    {
        var sample = typeof(PersonaJob).Assembly.Location;
        var start = new ProcessStartInfo("dotnet", ["exec", sample, .. arguments])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new SampleProcess(Process.Start(start)!);
    }

    /// <summary>Waits until the provider's call log holds so many calls.</summary>
    public async Task CallsAsync(string callLog, int calls)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        while (!_process.HasExited && (!File.Exists(callLog) || (await SharedFile.ReadLinesAsync(callLog)).Count < calls))
        {
            await looks.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>Kills it as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
    }

    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<(int ExitCode, string Output, string Errors)> EndAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        return (_process.ExitCode, await _output, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
