using System.Text;
using PersonaBatch.Samples.Personas;

namespace PersonaBatch.Samples.Tests;

/// <summary>A file of briefs that lasts as long as a test.</summary>
internal sealed class BriefFile : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("briefs-").FullName;

    public BriefFile(string content)
        : this(Encoding.UTF8.GetBytes(content))
    {
    }

    public BriefFile(byte[] content) => File.WriteAllBytes(Path, content);

    public string Path => System.IO.Path.Combine(_directory, "briefs.jsonl");

    public async Task<List<Brief>> ReadAsync()
    {
        var briefs = new List<Brief>();
        await foreach (var brief in BriefReader.ReadAsync(Path))
        {
            briefs.Add(brief);
        }

        return briefs;
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
