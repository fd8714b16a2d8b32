using System.Diagnostics;
using System.Threading.Channels;

namespace PersonaBatch.Crash.Tests.Support;

/// <summary>The tiny host as a process of its own: what it says, line by line, until it ends or is killed.</summary>
internal sealed class HostProcess : IDisposable
{
    private const string HostName = "Persona.Batch.CrashHost.dll";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Task _reading;
    private readonly Task<string> _errors;

    private HostProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _reading = Task.Run(ReadAsync);
    }

    /// <summary>Gets the outcomes it told of so far, by id.</summary>
    public Dictionary<string, string> Told { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets how many outcomes it told of; more than <see cref="Told"/> when one came twice.</summary>
    public int TimesTold { get; private set; }

    /// <summary>Gets the items it called.</summary>
    public List<string> Called { get; } = [];

    /// <summary>Gets the items whose outcomes it handed over unsaved.</summary>
    public List<string> Unsaved { get; } = [];

    /// <summary>Gets why it refused, as the problem's name and the message.</summary>
    public string Refused { get; private set; } = "";

    public static HostProcess Start(string directory, int items, params string[] arguments)
    {
        var host = Path.Combine(AppContext.BaseDirectory, HostName);
        var start = new ProcessStartInfo("dotnet", ["exec", host, "--directory", directory, "--items", $"{items}", .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        };
        return new HostProcess(Process.Start(start)!);
    }

    /// <summary>Reads on until it has said so many lines of a kind, or ended, or patience is over.</summary>
    public async Task SaidAsync(string kind, int times = 1)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (times > 0 && await _lines.Reader.WaitToReadAsync(patience.Token))
        {
            while (times > 0 && _lines.Reader.TryRead(out var line))
            {
                Take(line);
                times -= line.Split(' ')[0] == kind ? 1 : 0;
            }
        }
    }

    /// <summary>Lets held calls go on.</summary>
    public async Task ReleaseAsync()
    {
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Kills it as <c>kill -9</c> does, and hears what it had said.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return EndAsync();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        await SaidAsync("", int.MaxValue);
        await _process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
        await _reading;
        (await _errors).Should().BeEmpty();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Take(string line)
    {
        switch (line.Split(' ', 5))
        {
            case ["told", var id, var status, _, var text]:
                Told[id] = $"{status} {text}";
                TimesTold++;
                break;
            case ["call", var id]:
                Called.Add(id);
                break;
            case ["unsaved", var id]:
                Unsaved.Add(id);
                break;
            case ["refused", ..]:
                Refused = line["refused ".Length..];
                break;
        }
    }

    /// <summary>A last line without its end was cut by a kill, and is not one.</summary>
    private async Task ReadAsync()
    {
        var rest = "";
        var buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer) is > 0 and var read)
        {
            var parts = (rest + new string(buffer, 0, read)).Split('\n');
            rest = parts[^1];
            foreach (var line in parts[..^1])
            {
                _lines.Writer.TryWrite(line.TrimEnd('\r'));
            }
        }

        _lines.Writer.Complete();
    }
}
