using System.Text.Json;

namespace PersonaBatch.Benchmarks;

/// <summary>The way the seed document had in mind: after every tenth item all results so far go into one JSON file, written anew and renamed.</summary>
internal static class RewrittenFile
{
    private const int Interval = 10;

    /// <summary>Saves all entries that way.</summary>
    /// <returns>How many bytes were written in all.</returns>
    public static long Save(string path, ReadOnlySpan<JournalEntry> entries)
    {
        Dictionary<string, JsonElement> results = new(StringComparer.Ordinal);
        var written = 0L;
        foreach (var entry in entries)
        {
            using var answer = JsonDocument.Parse(entry.Result);
            results.Add(entry.Id, answer.RootElement.Clone());
            if (results.Count % Interval == 0)
            {
                written += Write(path, results);
            }
        }

        return written;
    }

    private static long Write(string path, Dictionary<string, JsonElement> results)
    {
        long length;
        using (var file = new FileStream(path + ".tmp", FileMode.Create))
        {
            JsonSerializer.Serialize(file, results);
            length = file.Position;
            file.Flush();
            NativeSync.File(file.SafeFileHandle);
        }

        File.Move(path + ".tmp", path, overwrite: true);
        return length;
    }
}
