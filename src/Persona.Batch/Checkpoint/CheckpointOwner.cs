using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace PersonaBatch;

/// <summary>Who holds, or last held, a batch's lock: what an error names. The lock decides, not this.</summary>
internal sealed record CheckpointOwner(string Host, long ProcessId, DateTimeOffset Started)
{
    /// <summary>The file's name.</summary>
    public const string FileName = "owner.json";

    private static readonly Lazy<CheckpointOwner> Current = new(OfThisProcess);

    /// <summary>Notes this process as the owner; not synced, because after a crash nobody asks.</summary>
    public static void Write(ICheckpointFiles files, string directory)
    {
        var line = new JsonLineBuffer();
        line.BeginLine();
        line.Text("host"u8, Current.Value.Host);
        line.Number("pid"u8, Current.Value.ProcessId);
        line.Instant("started"u8, Current.Value.Started);
        line.EndLine();
        using var file = files.Open(Path.Combine(directory, FileName));
        file.Write(line.Written, 0);
        file.SetLength(line.Written.Length);
    }

    /// <summary>Reads the owner; <see langword="null"/> when it cannot be told.</summary>
    public static CheckpointOwner? Read(ICheckpointFiles files, string directory)
    {
        try
        {
            return files.ReadAll(Path.Combine(directory, FileName)) is { } content ? Parse(content) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"process {ProcessId} on host '{Host}', started {Started.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");

    private static CheckpointOwner OfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return new CheckpointOwner(Environment.MachineName, Environment.ProcessId, new DateTimeOffset(process.StartTime).ToUniversalTime());
    }

    private static CheckpointOwner? Parse(byte[] content)
    {
        var reader = new Utf8JsonReader(content);
        string? host = null;
        long processId = 0;
        DateTimeOffset started = default;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = JsonSlice.Of(ref reader).Decode();
            reader.Read();
            switch (field)
            {
                case "host":
                    host = JsonSlice.Of(ref reader).Decode();
                    break;
                case "pid" when reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var pid):
                    processId = pid;
                    break;
                case "started":
                    _ = DateTimeOffset.TryParse(JsonSlice.Of(ref reader).Decode(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out started);
                    break;
            }

            reader.Skip();
        }

        return host is null ? null : new CheckpointOwner(host, processId, started);
    }
}
