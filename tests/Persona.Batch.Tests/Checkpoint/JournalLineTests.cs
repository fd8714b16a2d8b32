using System.Globalization;
using System.Text;
using System.Text.Json;
using CsCheck;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class JournalLineTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 24, 13, 30, 5, 42, TimeSpan.FromHours(1));

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String,
        Gen.Char.Array[0, 12].Select(chars => new string(chars)),
        Gen.OneOf<string>("\ud800", "a\udc00b", "\ud83d\ude00", "line\nbreak\r\n", "\"quoted\"", "\\", "\u2028\u2029", "\0\u001f\u007f", "{\"c\":\"", ""));

    [Fact]
    public void WriteItem_AnOutcome_GivesTheDocumentedLine()
    {
        var entry = CheckpointSandbox.Ok("persona/1", "{\"name\":\"Ada\"}", "abc") with { Attempts = 2, Generation = 1, Usage = new TokenUsage(812, 655, 100, 7) };

        var line = Write(entry, 123, 110);

        line[15..].Should().Be(
            ",\"n\":123,\"d\":110,\"id\":\"persona/1\",\"s\":\"ok\",\"a\":2,\"g\":1,\"f\":\"ba7816bf8f01cfea\",\"ms\":1840,"
            + "\"in\":812,\"out\":655,\"cin\":100,\"cw\":7,\"usd\":\"0.0123\",\"at\":\"2026-11-24T12:30:05.042Z\",\"r\":{\"name\":\"Ada\"}}\n");
        line[..15].Should().Be($"{{\"c\":\"{Crc32C.Of(Encoding.UTF8.GetBytes(line[14..^1])):x8}\"");
    }

    [Fact]
    public void WriteItem_AFailure_HoldsAllThatIsKnown()
    {
        var failure = new BatchFailure(FailureClass.RateLimited, "slow down") { Code = "rate", StatusCode = 429, RetryAfter = TimeSpan.FromSeconds(1.5), ResponseText = "{}" };

        var line = Write(CheckpointSandbox.Fail("1") with { Failure = failure }, 1, 0);

        line.Should().Contain("\"s\":\"fail\"").And.EndWith(
            "\"e\":{\"class\":\"RateLimited\",\"msg\":\"slow down\",\"code\":\"rate\",\"status\":429,\"retry_after_ms\":1500,\"text\":\"{}\"}}\n");
        Read(line).Failure.Should().Be(failure);
    }

    [Fact]
    public void WriteItem_OneOfSeveralProviders_SaysWhoAnswered()
    {
        var line = Write(CheckpointSandbox.Ok("1") with { Provider = "an \"odd\" one" }, 1, 0);

        line.Should().Contain(",\"a\":1,\"p\":\"an \\\"odd\\\" one\",\"ms\":");
        Read(line).Provider.Should().Be("an \"odd\" one");
        Read(Write(CheckpointSandbox.Ok("1"), 1, 0)).Provider.Should().BeNull();
    }

    [Fact]
    public void WriteItem_AnyText_ComesBackUnchangedAndOnOneLine() => Gen.Select(AnyText, AnyText, AnyText).Sample((id, message, code) =>
    {
        var failure = new BatchFailure(FailureClass.Unknown, message) { Code = code, ResponseText = message };

        var line = Write(new JournalEntry(id, ItemStatus.Aborted, failure, 4, 2, null, TimeSpan.Zero, null, null, default), 7, 6);

        var record = Read(line);
        line.IndexOfAny(['\n', '\r']).Should().Be(line.Length - 1);
        record.Id.Should().Be(id);
        record.Failure.Should().Be(failure);
        JsonDocument.Parse(line.TrimEnd('\n')).Dispose();
    });

    [Fact]
    public void WriteItem_AnyNumbers_ComeBackUnchanged() => Gen.Select(Gen.Long[1, long.MaxValue], Gen.Int[0, int.MaxValue], Gen.Long[0, long.MaxValue], Gen.Decimal).Sample((n, attempts, tokens, cost) =>
    {
        var entry = CheckpointSandbox.Ok("1") with { Attempts = attempts, Usage = new TokenUsage(tokens, 1, tokens, tokens), CostUsd = cost };

        var record = Read(Write(entry, n, 0));

        record.Should().BeEquivalentTo(new { Sequence = n, Attempts = attempts, entry.Usage, CostUsd = (decimal?)cost });
    });

    [Fact]
    public void WriteItem_InAnotherCulture_GivesTheSameLine()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("ar-SA");
            Write(CheckpointSandbox.Ok("1"), 1, 0).Should().Contain("\"usd\":\"0.0123\",\"at\":\"2026-11-24T");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("{\n  \"a\": [1, 2],\r\n\t\"b\": \"x \\\" y / z\"\n}", "{\"a\":[1,2],\"b\":\"x \\\" y / z\"}")]
    [InlineData("{ \"a\": 1 }", "{ \"a\": 1 }")]
    [InlineData("\"a raw\nbreak\"", "\"a raw\nbreak\"")]
    [InlineData("// a comment\n{}", "// a comment\n{}")]
    [InlineData("no JSON at all", "no JSON at all")]
    [InlineData("\"a raw\rbreak\"", "\"a raw\rbreak\"")]
    [InlineData("1,\"t\":\"done\",\"n\":7", "1")]
    public void WriteItem_AResultWrittenRaw_StaysOnOneLineAndIsNotLost(string result, string expected)
    {
        var line = Write(CheckpointSandbox.Ok("1", result), 1, 0);

        line.IndexOf('\n', StringComparison.Ordinal).Should().Be(line.Length - 1);
        Encoding.UTF8.GetString(Read(line).ResultJson.Span).Should().Be(expected);
    }

    [Fact]
    public void TryRead_ADeepResult_IsRead()
    {
        var deep = new string('[', 500) + new string(']', 500);

        Encoding.UTF8.GetString(Read(Write(CheckpointSandbox.Ok("1", deep), 1, 0)).ResultJson.Span).Should().Be(deep);
    }

    [Theory]
    [InlineData(",\"n\":5,\"id\":\"x\",\"s\":\"ok\",\"new\":{\"n\":9,\"s\":[]},\"a\":3,\"r\":1,\"later\":[true]", (int)JournalLineKind.Item)]
    [InlineData(",\"r\":1,\"s\":\"ok\",\"id\":\"x\",\"a\":3,\"n\":5", (int)JournalLineKind.Item)]
    [InlineData(",\"t\":\"future\",\"n\":5,\"id\":\"x\",\"s\":\"ok\",\"a\":3", (int)JournalLineKind.Other)]
    [InlineData(",\"t\":7,\"n\":5,\"a\":3", (int)JournalLineKind.Other)]
    [InlineData(",\"n\":5,\"id\":\"x\",\"s\":\"paused\",\"a\":3", (int)JournalLineKind.Other)]
    public void TryRead_UnknownFieldsAndKinds_AreIgnored(string fields, int kind)
    {
        var read = JournalLineReader.TryRead(Sealed(fields), withResult: true, out var line);

        read.Should().BeTrue();
        line.Kind.Should().Be((JournalLineKind)kind);
        line.Sequence.Should().Be(5);
        line.Attempts.Should().Be(3);
    }

    [Fact]
    public void TryRead_AFailureClassOfALaterVersion_IsUnknown()
    {
        JournalLineReader.TryRead(Sealed(",\"n\":5,\"id\":\"x\",\"s\":\"fail\",\"e\":{\"class\":\"Tired\",\"msg\":\"m\"}"), withResult: true, out var line);

        line.ToRecord().Failure.Should().Be(new BatchFailure(FailureClass.Unknown, "m"));
    }

    [Fact]
    public void TryRead_AnyFlippedBit_IsRefused()
    {
        var line = Encoding.UTF8.GetBytes(Write(CheckpointSandbox.Ok("1"), 1, 0))[..^1];
        var accepted = 0;
        for (var bit = 0; bit < line.Length * 8; bit++)
        {
            line[bit / 8] ^= (byte)(1 << (bit % 8));
            accepted += JournalLineReader.TryRead(line, withResult: true, out _) ? 1 : 0;
            line[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        // A checksum digit in capitals is the same number: a flipped case bit of a to f is harmless.
        accepted.Should().Be(line[6..14].Count(digit => digit >= 'a'));
    }

    internal static byte[] Sealed(string fields)
    {
        var covered = Encoding.UTF8.GetBytes($"\"{fields}}}");
        return [.. Encoding.UTF8.GetBytes($"{{\"c\":\"{Crc32C.Of(covered):x8}"), .. covered];
    }

    private static string Write(JournalEntry entry, long n, long durable)
    {
        var lines = new JsonLineBuffer();
        JournalLine.WriteItem(lines, entry, n, durable, At);
        return Encoding.UTF8.GetString(lines.Written);
    }

    private static RecordedOutcome Read(string line)
    {
        JournalLineReader.TryRead(Encoding.UTF8.GetBytes(line).AsSpan(..^1), withResult: true, out var read).Should().BeTrue();
        return read.ToRecord();
    }
}
