using System.Text;
using CsCheck;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class QuickLineTests
{
    [Fact]
    public void TryRead_AnySuccess_SaysWhatTheReaderSays() => Gen.Select(Gen.String, Gen.Long[1, long.MaxValue], Gen.Long[0, long.MaxValue]).Sample((id, sequence, durable) =>
    {
        var lines = new JsonLineBuffer();
        JournalLine.WriteItem(lines, CheckpointSandbox.Ok(id), sequence, durable, default);
        var line = lines.Written[..^1];
        JournalLineReader.TryRead(line, withResult: false, out var expected);

        if (QuickLine.TryRead(line, out var read))
        {
            (read.Sequence, read.Durable, Encoding.UTF8.GetString(read.Id)).Should().Be((expected.Sequence, expected.Durable, expected.Id.Decode()!));
        }
        else
        {
            expected.Id.Raw.Contains((byte)'\\').Should().BeTrue("only an escape is left to the reader");
        }
    });

    [Theory]
    [InlineData(",\"n\":5,\"d\":0,\"id\":\"x\",\"s\":\"fail\",\"a\":1")]
    [InlineData(",\"n\":0,\"d\":0,\"id\":\"x\",\"s\":\"ok\",\"a\":1")]
    [InlineData(",\"n\":-5,\"d\":0,\"id\":\"x\",\"s\":\"ok\",\"a\":1")]
    [InlineData(",\"n\":5,\"id\":\"x\",\"d\":0,\"s\":\"ok\",\"a\":1")]
    [InlineData(",\"t\":\"cursor\",\"n\":5,\"d\":0")]
    [InlineData(",\"n\":5,\"d\":0,\"id\":\"x")]
    [InlineData(",\"n\":99999999999999999999,\"d\":0,\"id\":\"x\",\"s\":\"ok\",\"a\":1")]
    [InlineData("")]
    public void TryRead_AnythingElse_IsLeftToTheReader(string fields) => QuickLine.TryRead(JournalLineTests.Sealed(fields), out _).Should().BeFalse();
}
