using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace PersonaBatch.Benchmarks;

/// <summary>Another process that measures, and rests until it is asked for the next figure.</summary>
internal sealed class ApartProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _measurement;

    private bool _wasAsked;

    /// <param name="measurement">What to measure.</param>
    /// <param name="environment">Variables that it has beside ours.</param>
    /// <param name="arguments">What the measurement wants to know.</param>
    public ApartProcess(string measurement, IReadOnlyDictionary<string, string> environment, params object[] arguments)
    {
        _measurement = measurement;
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(start.FileName).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(Apart).Assembly.Location); // not started by its own name
        }

        foreach (var argument in (object[])[Apart.Command, measurement, .. arguments])
        {
            start.ArgumentList.Add(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
    }

    /// <summary>Lets it measure.</summary>
    public async Task<Rounds> NextAsync()
    {
        if (_wasAsked)
        {
            await _process.StandardInput.WriteLineAsync();
        }

        _wasAsked = true;
        var answer = await _process.StandardOutput.ReadLineAsync();
        return answer is null
            ? throw new InvalidOperationException($"The measurement '{_measurement}' ended without a figure.")
            : new Rounds(JsonSerializer.Deserialize<Dictionary<string, List<double>>>(answer)!);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
