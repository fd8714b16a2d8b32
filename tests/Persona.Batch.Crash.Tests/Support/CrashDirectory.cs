using System.Text.Json;

namespace PersonaBatch.Crash.Tests.Support;

/// <summary>A directory of checkpoints on the real disk, read without the library.</summary>
internal sealed class CrashDirectory : IDisposable
{
    public CrashDirectory(string? path = null) => Path = path ?? Directory.CreateTempSubdirectory("persona-batch-crash-").FullName;

    public string Path { get; }

    public string Lock => System.IO.Path.Combine(Path, "crash", "lock");

    /// <summary>Gets the results files, the oldest first.</summary>
    public IReadOnlyList<string> Results
    {
        get
        {
            var batch = System.IO.Path.Combine(Path, "crash");
            return Directory.Exists(batch) ? [.. Directory.EnumerateFiles(batch, "results-*.jsonl").Order(StringComparer.Ordinal)] : [];
        }
    }

    /// <summary>Reads the recorded answers: every value there is for an id, so that two are seen.</summary>
    public Dictionary<string, List<string>> Answers()
    {
        Dictionary<string, List<string>> answers = new(StringComparer.Ordinal);
        foreach (var line in Results.SelectMany(static file => Lines(file)))
        {
            try
            {
                using var parsed = JsonDocument.Parse(line);
                if (parsed.RootElement.TryGetProperty("s", out var status) && status.ValueEquals("ok"))
                {
                    var id = parsed.RootElement.GetProperty("id").GetString()!;
                    answers.TryAdd(id, []);
                    answers[id].Add(parsed.RootElement.GetProperty("r").GetString()!);
                }
            }
            catch (JsonException)
            {
                // Torn by a kill.
            }
        }

        return answers;
    }

    /// <summary>Adds bytes to the newest results file, as somebody else would.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        using var file = new FileStream(Results[^1], FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(bytes);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static string[] Lines(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
