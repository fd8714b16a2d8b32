using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class JournalScanTests
{
    [Fact]
    public void Of_LargeSegmentsOneOfWhichCannotBeRead_ThrowsWhatReadingItThrew()
    {
        var sandbox = new CheckpointSandbox();
        sandbox.Rules = sandbox.Rules with { SegmentBytes = 4 << 20 };
        var large = $"\"{new string('x', 1 << 20)}\"";
        sandbox.Record([.. Enumerable.Range(0, 12).Select(number => new[] { CheckpointSandbox.Ok($"{number}", large) })]);
        var opened = 0;
        var files = new WatchedFiles(sandbox.Files)
        {
            Opening = path => _ = path.EndsWith(SegmentName.Of(2), StringComparison.Ordinal) && ++opened == 2 ? throw new IOException("a bad sector") : 0, // first its head is read
        };

        // Not FluentAssertions, which looks into an AggregateException.
        var thrown = Assert.Throws<IOException>(() => JournalScan.Of(files, sandbox.PathOf(""), seed: 1, usesIndexes: false));

        thrown.Message.Should().Be("a bad sector");
    }
}
