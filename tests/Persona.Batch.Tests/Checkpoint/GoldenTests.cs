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

    private static CheckpointSandbox Golden(string name)
    {
        var files = new MemoryCheckpointFiles();
        var sandbox = new CheckpointSandbox(files);
        files.CreateDirectory(Path.Combine(CheckpointSandbox.Root, name));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Checkpoint", "Golden", name)))
        {
            files.Put(sandbox.PathOf(Path.GetFileName(file), name), File.ReadAllBytes(file));
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
