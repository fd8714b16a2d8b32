using System.Diagnostics;
using System.Text;

namespace PersonaBatch.Samples.Tests;

/// <summary>A sample as a process of its own.</summary>
internal sealed class SampleProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SampleProcess(Process process)
    {
        _process = process;
        _output = ReadAsync(process.StandardOutput);
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts a sample.</summary>
    /// <param name="assembly">The sample.</param>
    /// <param name="directory">Where it is started.</param>
    /// <param name="environment">Variables it shall see; of the configuration nothing else is passed on.</param>
    /// <param name="arguments">Its arguments.</param>
    public static SampleProcess Start(
        string assembly, string directory, IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", assembly, .. arguments])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(IsConfiguration).ToList())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new SampleProcess(Process.Start(start)!);
    }

    /// <summary>Waits for what a test waits for, but not for ever, nor longer than the process lives.</summary>
    public async Task WhenAsync(Task happened)
    {
        var first = await Task.WhenAny(happened, _process.WaitForExitAsync()).WaitAsync(Patience, TimeProvider.System);
        first.Should().Be(happened, "the process goes on: {0}", _process.HasExited ? await _errors : "");
    }

    /// <summary>Waits until it says that it stops.</summary>
    public Task WhenItStopsAsync() => WhenAsync(_stopping.Task);

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

    private static bool IsConfiguration(string variable) =>
        variable.StartsWith("batch__", StringComparison.OrdinalIgnoreCase) || variable.EndsWith("_API_KEY", StringComparison.OrdinalIgnoreCase);

    private async Task<string> ReadAsync(StreamReader reader)
    {
        var output = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            output.Append(line).Append('\n');
            if (line.StartsWith("Stopping", StringComparison.Ordinal))
            {
                _stopping.TrySetResult();
            }
        }

        return output.ToString();
    }
}
