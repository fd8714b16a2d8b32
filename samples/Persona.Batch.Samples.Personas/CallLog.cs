using System.Text;

namespace PersonaBatch.Samples.Personas;

/// <summary>Notes each call the simulated provider receives, at once: it is right even when the process is killed.</summary>
internal sealed class CallLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream? _file;

    private CallLog(FileStream? file) => _file = file;

    public static CallLog Open(string? path) =>
        new(path is null ? null : new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0));

    public void Write(string line)
    {
        lock (_gate)
        {
            _file?.Write(Encoding.UTF8.GetBytes(line + "\n"));
        }
    }

    public void Dispose() => _file?.Dispose();
}
