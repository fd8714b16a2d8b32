using System.Text.Json;
using PersonaBatch.Samples.Personas;

namespace PersonaBatch.Samples.Tests;

/// <summary>Where a sample is started and leaves its files.</summary>
internal sealed class SampleDirectory : IDisposable
{
    /// <summary>How many briefs come with the sample.</summary>
    public const int Briefs = 237;

    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly string _path = Directory.CreateTempSubdirectory("persona-batch-sample-").FullName;

    /// <summary>Gets every file below it.</summary>
    public IEnumerable<string> Files => Directory.EnumerateFiles(_path, "*", SearchOption.AllDirectories);

    /// <summary>Starts the sample against a provider of the test.</summary>
    public SampleProcess Start(TestProvider provider, params IEnumerable<string> arguments) =>
        StartPlain(NoVariables, ["--base-url", $"{provider.Server.Endpoint}", "--checkpoint", "checkpoints", .. arguments]);

    /// <summary>Starts the sample against a fast provider of its own that never fails.</summary>
    public SampleProcess StartSimulated(params IEnumerable<string> arguments) =>
        StartPlain(NoVariables, ["--error-rate", "0", "--latency-ms", "1", "--requests-per-minute", "1000000", "--tokens-per-minute", "1000000000",
            "--checkpoint", "checkpoints", .. arguments]);

    /// <summary>Starts the sample with these arguments and no others.</summary>
    public SampleProcess StartPlain(IReadOnlyDictionary<string, string> variables, params IEnumerable<string> arguments) =>
        SampleProcess.Start(typeof(PersonaJob).Assembly.Location, _path, variables, arguments);

    /// <summary>Starts the service.</summary>
    public SampleProcess StartHost(params IEnumerable<string> arguments) =>
        SampleProcess.Start(typeof(Host.PersonaWorker).Assembly.Location, _path, NoVariables, ["--batch:processing:checkpoint:directory=checkpoints", .. arguments]);

    public string PathOf(string file) => Path.Combine(_path, file);

    public Task WriteAsync(string file, params IEnumerable<string> lines) => File.WriteAllTextAsync(PathOf(file), string.Join('\n', lines));

    public Task<List<string>> LinesAsync(string file) => SharedFile.ReadLinesAsync(PathOf(file));

    public async Task<List<string>> PersonaIdsAsync() =>
        [.. (await LinesAsync("personas.jsonl")).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!)];

    /// <summary>The ids whose results are whole lines of the journal, found as any other tool would find them.</summary>
    public async Task<List<string>> RecordedIdsAsync()
    {
        var journal = Directory.EnumerateFiles(PathOf("checkpoints"), "results-*.jsonl", SearchOption.AllDirectories).Single();
        return [.. (await SharedFile.ReadLinesAsync(journal))
            .Select(static line => JsonDocument.Parse(line).RootElement)
            .Where(static line => line.TryGetProperty("s", out var status) && status.GetString() == "ok")
            .Select(static line => line.GetProperty("id").GetString()!)];
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
