using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class JournalLayoutTests
{
    private readonly MemoryCheckpointFiles _files = new();
    private readonly string _directory = Path.Combine(CheckpointSandbox.Root, "batch");

    [Theory]
    [InlineData("results-000001.jsonl", 1)]
    [InlineData("results-1234567.jsonl", 1234567)]
    [InlineData("results-00001.jsonl", 0)]
    [InlineData("results-000000.jsonl", 0)]
    [InlineData("results-000001.jsonl.tmp", 0)]
    [InlineData("results--00001.jsonl", 0)]
    [InlineData("results-99999999999.jsonl", 0)]
    [InlineData("index-000001.idx", 0)]
    public void NumberOf_AFile_IsItsSegmentsNumberOrZero(string file, int number) => SegmentName.NumberOf(file).Should().Be(number);

    [Fact]
    public void Of_ASegmentThatFailed_TrustsWhatTheLaterOneSays()
    {
        Put(1, new JournalHead("batch", "run", 0, 0, 0), 500);
        Put(2, new JournalHead("batch", "run", 3, 0, 400, Previous: 1, IsSuspect: true), 50);
        Put(4, new JournalHead("batch", "run", 3, 0, 300, Previous: 1, IsSuspect: true), 70);

        var segments = JournalLayout.Of(_files, _directory);

        segments.Select(static segment => (segment.Number, segment.Trusted)).Should().Equal((1, 300L), (2, 0L), (4, segments[2].Length));
        segments.Select(static segment => segment.Base).Should().Equal(0, segments[0].Length, segments[0].Length + segments[1].Length);
        segments.Select(static segment => segment.IsLast).Should().Equal(false, false, true);
    }

    [Fact]
    public void Of_AFullSegment_IsTrustedWhole()
    {
        Put(1, new JournalHead("batch", "run", 0, 0, 0), 500);
        Put(2, new JournalHead("batch", "run", 3, 0, 400, Previous: 1), 0);

        var first = JournalLayout.Of(_files, _directory)[0];

        (first.Trusted, first.SealedAt).Should().Be((first.Length, 400L));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(300_000)]
    public void Of_AVeryLongBatchId_LosesNoLink(int length)
    {
        var batchId = new string('b', length);
        Put(1, new JournalHead(batchId, "run", 0, 0, 0), 500);
        Put(2, new JournalHead(batchId, "run", 3, 0, 400, Previous: 1, IsSuspect: true, Replaces: 7), 50);

        var segments = JournalLayout.Of(_files, _directory);

        (segments[0].Trusted, segments[0].SealedAt, segments[1].Replaces).Should().Be((400L, 400L, 7));
    }

    private void Put(int number, JournalHead head, int more)
    {
        var lines = new JsonLineBuffer();
        JournalLine.WriteHead(lines, head, default);
        _files.Put(Path.Combine(_directory, SegmentName.Of(number)), [.. lines.Written, .. new byte[more]]);
    }
}
