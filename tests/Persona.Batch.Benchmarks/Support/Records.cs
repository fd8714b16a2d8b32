using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;

namespace PersonaBatch.Benchmarks;

/// <summary>The outcomes that are saved, and the batch they are saved in.</summary>
internal static class Records
{
    public const int Payload = 1024;

    private static readonly byte[] Json = Encoding.UTF8.GetBytes('"' + Text(Payload - 2) + '"');

    /// <summary>Outcomes with an answer of <see cref="Payload"/> bytes of JSON and ids in ascending order.</summary>
    public static JournalEntry[] Large(int count) => [.. Enumerable.Range(0, count).Select(static item => Of(item, Json))];

    /// <summary>The same with ids as the library makes them when the user gives none: hashes, in no order.</summary>
    public static JournalEntry[] LargeWithHashedIds(int count) => [.. Large(count).Select(static entry => entry with { Id = HashOf(entry.Id) })];

    public static JournalEntry Of(int item, byte[] json) => new(
        IdOf(item), ItemStatus.Succeeded, null, 1, 0, null, TimeSpan.FromMilliseconds(1840), new TokenUsage(812, 655), 0.0123m, json);

    public static string IdOf(int item) => string.Create(CultureInfo.InvariantCulture, $"item-{item}");

    public static string Text(int length) => new('x', length);

    public static OpenCheckpoint Open(string directory) => CheckpointOpener.Open(
        DiskCheckpointFiles.Instance,
        directory,
        new WantedBatch("goals", "goals", new Dictionary<string, string>(StringComparer.Ordinal), ""),
        ResumeMode.IfCompatible,
        JournalRules.Of(new CheckpointOptions()),
        TimeProvider.System,
        NullLogger.Instance);

    private static string HashOf(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16));
}
