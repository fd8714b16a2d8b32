using System.Text;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>Directories as released versions wrote them; they must resume for ever.</summary>
public sealed class GoldenTests
{
    [Fact]
    public void Open_TheFirstFormat_KnowsEveryOutcomeAndGoesOn()
    {
        var sut = Golden("v1");
        var before = sut.Journal("v1");

        using (var checkpoint = Open(sut, "v1"))
        {
            checkpoint.Resumed.Should().BeTrue();
            checkpoint.Journal.Finished.Should().BeTrue();
            checkpoint.Known.Count.Should().Be(7);
            Recorded(checkpoint, "plain").Should().Be("Succeeded 1 {\"name\":\"Ada\"}");
            Recorded(checkpoint, "id/é \"quoted\" \u2028 \ud83d\ude00").Should().Be("Succeeded 1 {\"name\":\"Zoë\",\"goals\":[1,{}]}");
            Recorded(checkpoint, "raw").Should().Be("Succeeded 1 \"a raw\nbreak\"");
            Recorded(checkpoint, "again").Should().Be("Succeeded 4 {\"name\":\"second\"}");
            Recorded(checkpoint, "refused").Should().Be("Failed 3 ");
            Recorded(checkpoint, "aborted").Should().Be("Aborted 1 ");
            Recorded(checkpoint, "limited").Should().Be("Failed 3 ");
            checkpoint.Journal.Append([CheckpointSandbox.Ok("new")]).Should().Be(11);
        }

        sut.Journal("v1").AsSpan().StartsWith(before).Should().BeTrue("nothing is rewritten in place");
        using var again = Open(sut, "v1");
        again.Known.Count.Should().Be(8);
    }

    [Fact]
    public void Open_TheFirstFormatDamagedAndTorn_RepairsIt()
    {
        using var checkpoint = Open(Golden("v1-torn"), "v1-torn");

        checkpoint.Known.Count.Should().Be(4);
        checkpoint.Recovery.Should().BeEquivalentTo(new { TornBytes = 40L, DamagedRanges = 1, LostAcknowledged = 1L });
        checkpoint.Journal.Append([CheckpointSandbox.Ok("2", "2")]).Should().Be(6);
    }

    /// <summary>Two segments with an index, failures, a cursor, an outcome handed out again, and the end.</summary>
    [Theory]
    [InlineData("v2")]
    [InlineData("v2-compacted")]
    public void Open_TheSecondFormat_KnowsEveryOutcomeAndGoesOn(string name)
    {
        using var checkpoint = Open(Golden(name, "v2"), "v2");

        checkpoint.Journal.Finished.Should().BeTrue();
        checkpoint.Known.Counts.Should().Be(new BatchCounts(32, 29, 2, 0, 1, 0));
        checkpoint.Recovery.Should().BeEquivalentTo(new { TornBytes = 0L, DamagedRanges = 0, LostAcknowledged = 0L, MissingSegments = 0 });
        Recorded(checkpoint, "item-7").Should().Be("Succeeded 1 7");
        Recorded(checkpoint, "item-17").Should().Be("Failed 3 ");
        Recorded(checkpoint, "item-29").Should().EndWith("n\",\"age\":29}");
        Recorded(checkpoint, "item-30").Should().Be("Aborted 1 ");
        Recorded(checkpoint, "item-31").Should().Be("Succeeded 1 \"a raw\nbreak\"");
        checkpoint.Journal.Append([CheckpointSandbox.Ok("new")]).Should().Be(35);
    }

    [Theory]
    [InlineData("v2")]
    [InlineData("v2-compacted")]
    public void Open_TheSecondFormat_KnowsWhatWasHandedOut(string name)
    {
        using var checkpoint = Open(Golden(name, "v2"), "v2");

        checkpoint.BeginHandOuts(cursor: 31);

        Enumerable.Range(0, 32).Select(static item => $"item-{item}").Where(id => IsKept(checkpoint, id)).Should().HaveCount(20)
            .And.Contain(["item-0", "item-19", "item-25"]).And.NotContain(["item-7", "item-24", "item-26"]);
    }

    [Fact]
    public void Open_TheIndexOfTheSecondFormat_StandsForItsSegment()
    {
        var sut = Golden("v2");
        var segment = sut.Journal("v2");
        segment[segment.AsSpan().IndexOf("item-3"u8)] ^= 1;
        sut.Memory.Put(sut.PathOf(BatchDirectory.JournalName, "v2"), segment);

        using var checkpoint = Open(sut, "v2");

        checkpoint.Known.Count.Should().Be(32, "nobody read the line that is damaged");
    }

    private static bool IsKept(OpenCheckpoint checkpoint, string id) =>
        checkpoint.Known.TryGet(id, out var known) && checkpoint.HandOuts.IsKept(known.Sequence, checkpoint.Journal.Read(known).Sequence);

    private static CheckpointSandbox Golden(string name, string? directory = null)
    {
        var files = new MemoryCheckpointFiles();
        var sandbox = new CheckpointSandbox(files);
        directory ??= name;
        files.CreateDirectory(Path.Combine(CheckpointSandbox.Root, directory));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Checkpoint", "Golden", name)))
        {
            files.Put(sandbox.PathOf(Path.GetFileName(file), directory), File.ReadAllBytes(file));
        }

        return sandbox;
    }

    private static OpenCheckpoint Open(CheckpointSandbox sandbox, string name) =>
        sandbox.Open(name, parts: [("model", "gpt-5-mini"), ("prompt", "v2")]);

    private static string Recorded(OpenCheckpoint checkpoint, string id)
    {
        checkpoint.Known.TryGet(id, out var item).Should().BeTrue(id);
        var record = checkpoint.Journal.Read(item);
        record.Id.Should().Be(id);
        return $"{record.Status} {record.Attempts} {Encoding.UTF8.GetString(record.ResultJson.Span)}";
    }
}
