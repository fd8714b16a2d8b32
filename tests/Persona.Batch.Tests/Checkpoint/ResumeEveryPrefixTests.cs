using System.Text;
using System.Text.Json;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>The whole engine over a journal that was cut at any byte: what a crash at any moment leaves.</summary>
public sealed class ResumeEveryPrefixTests
{
    private const int Items = 6;

    private static readonly string Root = Path.GetFullPath("memory");

    [Fact]
    public async Task ProcessAsync_JournalCutAtAnyByteAndResumedTwice_LosesNothingAndCallsNothingTwice()
    {
        var (path, journal, others) = await RunWholeAsync();
        journal.Should().HaveCountGreaterThan(500);

        for (var length = 0; length <= journal.Length; length++)
        {
            var files = new MemoryCheckpointFiles();
            foreach (var (name, content) in others)
            {
                files.Put(name, content);
            }

            files.Put(path, journal[..length]);
            var durable = DurableIds(journal[..length]);

            var first = await RunAsync(files);
            var second = await RunAsync(files);

            first.Called.Should().NotIntersectWith(durable, "the journal was cut at byte {0}", length);
            first.Called.Should().HaveCount(Items - durable.Count, "the journal was cut at byte {0}", length);
            second.Called.Should().BeEmpty("the journal was cut at byte {0}", length);
            second.Result.Succeeded.Select(static outcome => outcome.Value).Should().Equal(Enumerable.Range(0, Items).Select(static item => $"answer \u2028 {item}"));
        }
    }

    private static async Task<(string Path, byte[] Journal, Dictionary<string, byte[]> Others)> RunWholeAsync()
    {
        var files = new MemoryCheckpointFiles();
        await RunAsync(files);
        var content = files.Content;
        var path = content.Keys.Single(static name => name.EndsWith(".jsonl", StringComparison.Ordinal));
        return (path, content[path], content.Where(file => file.Key != path).ToDictionary());
    }

    private static async Task<(BatchResult<int, string> Result, List<string> Called)> RunAsync(MemoryCheckpointFiles files)
    {
        List<string> called = [];
        var sut = new OptimisedBatchProcessor<int, string>(
            (item, call, _) =>
            {
                lock (called)
                {
                    called.Add(call.ItemId);
                }

                return ValueTask.FromResult($"answer \u2028 {item}");
            },
            new() { BatchId = "cut", Processing = { Checkpoint = { Directory = Root } } },
            new() { Files = files, ItemId = static item => $"item-{item}" });
        return (await sut.ProcessAsync(Enumerable.Range(0, Items)), called);
    }

    /// <summary>The ids of the whole lines, found without the library's own reader; a line that lacks only its end is whole.</summary>
    private static List<string> DurableIds(byte[] journal)
    {
        List<string> ids = [];
        foreach (var line in Encoding.UTF8.GetString(journal).Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(static line => line.EndsWith('}')))
        {
            try
            {
                using var parsed = JsonDocument.Parse(line);
                if (parsed.RootElement.TryGetProperty("id", out var id))
                {
                    ids.Add(id.GetString()!);
                }
            }
            catch (JsonException)
            {
                // Cut inside.
            }
        }

        return ids;
    }
}
