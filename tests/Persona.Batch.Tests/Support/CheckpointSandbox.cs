using System.Text;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace PersonaBatch.Tests.Support;

/// <summary>Opens checkpoints in memory, or wherever a test says, with plain defaults.</summary>
internal sealed class CheckpointSandbox
{
    public static readonly string Root = Path.GetFullPath("/checkpoints");

    public CheckpointSandbox(ICheckpointFiles? files = null) => Files = files ?? new MemoryCheckpointFiles();

    public ICheckpointFiles Files { get; set; }

    public MemoryCheckpointFiles Memory => (MemoryCheckpointFiles)Files;

    public string Directory { get; set; } = Root;

    public JournalRules Rules { get; set; } = JournalRules.Of(new CheckpointOptions());

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    public FakeLogger Logger { get; } = new();

    public static JournalEntry Ok(string id, string json = "{\"name\":\"Ada\"}", string? fingerprint = null) => new(
        id, ItemStatus.Succeeded, null, 1, 0, fingerprint, TimeSpan.FromMilliseconds(1840), new TokenUsage(812, 655), 0.0123m, Encoding.UTF8.GetBytes(json));

    public static JournalEntry Fail(string id, FailureClass failureClass = FailureClass.ServerError, string? fingerprint = null) => new(
        id, ItemStatus.Failed, new BatchFailure(failureClass, "no"), 3, 0, fingerprint, TimeSpan.FromSeconds(1), null, null, default);

    public static JournalEntry Ended(string id, ItemStatus status) => new(
        id, status, new BatchFailure(FailureClass.Local, "stopped"), 1, 0, null, TimeSpan.Zero, new TokenUsage(1, 2), null, default);

    public OpenCheckpoint Open(string? batchId = "batch", ResumeMode mode = ResumeMode.IfCompatible, string build = "build 1", string name = "processor", params (string Name, string Value)[] parts) =>
        CheckpointOpener.Open(
            Files,
            Directory,
            new WantedBatch(name, batchId, parts.ToDictionary(part => part.Name, part => part.Value, StringComparer.Ordinal), build),
            mode,
            Rules,
            Time,
            Logger);

    /// <summary>Records outcomes, each group in one commit, as one run.</summary>
    public void Record(params JournalEntry[][] groups)
    {
        using var checkpoint = Open();
        foreach (var group in groups)
        {
            checkpoint.Journal.Append(group);
        }
    }

    public string PathOf(string file, string directory = "batch") => Path.Combine(Directory, directory, file);

    public byte[] Journal(string directory = "batch") => Memory.Content[PathOf(BatchDirectory.JournalName, directory)];

    /// <summary>The segments, one behind the other.</summary>
    public byte[][] Segments() => [.. Memory.Content.Where(file => SegmentName.NumberOf(Path.GetFileName(file.Key)) > 0).Select(static file => file.Value)];

    public string[] SegmentLines(int number) =>
        Encoding.UTF8.GetString(Memory.Content[PathOf(SegmentName.Of(number))]).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] JournalLines() => Encoding.UTF8.GetString(Journal()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
