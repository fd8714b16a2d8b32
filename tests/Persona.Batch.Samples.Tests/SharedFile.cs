namespace PersonaBatch.Samples.Tests;

/// <summary>Reads a file that another process still writes.</summary>
internal static class SharedFile
{
    /// <summary>Reads the whole lines; a last one without its end is left out.</summary>
    public static async Task<List<string>> ReadLinesAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync();
        return [.. text.Split('\n')[..^1]];
    }
}
