using System.Text;
using CsCheck;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class LineSplitterTests
{
    [Fact]
    public void TryNext_AnyBytes_GivesThemAllBackInOrder() => Gen.Select(Gen.OneOf<string>("a", "\n", "bcd", "\n\n", "efghijklm").Array[0, 40], Gen.Int[1, 20]).Sample((pieces, longest) =>
    {
        var content = string.Concat(pieces);
        var sut = new LineSplitter(FileOf(content), longest);
        var read = new StringBuilder();
        while (sut.TryNext(out var line, out var isTerminated))
        {
            line.Length.Should().BeLessThanOrEqualTo(longest);
            read.Append(Encoding.ASCII.GetString(line)).Append(isTerminated ? "\n" : "");
            sut.Offset.Should().Be(read.Length);
        }

        read.ToString().Should().Be(content);
    });

    private static ICheckpointFile FileOf(string content)
    {
        var files = new MemoryCheckpointFiles();
        files.Put("file", Encoding.ASCII.GetBytes(content));
        return files.Open("file");
    }
}
