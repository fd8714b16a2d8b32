using System.Text.Json;

namespace PersonaBatch.Samples.Personas;

/// <summary>The output, written anew by each run: what an earlier run finished is handed out again, without a call.</summary>
/// <remarks>Begun at the first persona and put in place at the end, so that a run that is refused leaves the last output alone.</remarks>
internal sealed class PersonaFile(string path) : IDisposable
{
    private readonly string _unfinished = $"{path}.{Environment.ProcessId}.tmp";

    private StreamWriter? _writer;

    public async Task WriteAsync(string id, Persona persona)
    {
        _writer ??= new StreamWriter(_unfinished);
        await _writer.WriteLineAsync(JsonSerializer.Serialize(new PersonaRecord(id, persona), PersonaJson.Readable.PersonaRecord));
    }

    public void Dispose()
    {
        if (_writer is not null)
        {
            _writer.Dispose();
            File.Move(_unfinished, path, overwrite: true);
        }
    }
}
