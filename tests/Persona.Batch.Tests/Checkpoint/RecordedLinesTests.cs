using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class RecordedLinesTests
{
    private readonly CheckpointSandbox _sandbox = new();

    [Fact]
    public void TryRead_MoreSegmentsThanMayBeOpen_ReadsThemAll()
    {
        _sandbox.Rules = _sandbox.Rules with { SegmentBytes = 1 };
        _sandbox.Record([.. Enumerable.Range(1, 150).Select(static i => new[] { CheckpointSandbox.Ok($"{i}", $"{i}") })]);

        using var checkpoint = _sandbox.Open();

        _sandbox.Segments().Should().HaveCountGreaterThan(140);
        Enumerable.Range(1, 150).Concat([1, 75]).Should().OnlyContain(i => IsRight(checkpoint, $"{i}", $"{i}"));
    }

    [Theory]
    [InlineData(3_900)]
    [InlineData(4_096)]
    [InlineData(9_000)]
    [InlineData(300_000)]
    public void TryRead_ALongLine_IsReadWhole(int length)
    {
        var json = $"\"{new string('x', length)}\"";
        _sandbox.Record([CheckpointSandbox.Ok("before"), CheckpointSandbox.Ok("long", json), CheckpointSandbox.Ok("after")]);

        using var checkpoint = _sandbox.Open();

        IsRight(checkpoint, "long", json).Should().BeTrue();
        IsRight(checkpoint, "after", "{\"name\":\"Ada\"}").Should().BeTrue();
    }

    private static bool IsRight(OpenCheckpoint checkpoint, string id, string json) =>
        checkpoint.Known.TryGet(id, out var item) && System.Text.Encoding.UTF8.GetString(checkpoint.Journal.Read(item).ResultJson.Span) == json;
}
