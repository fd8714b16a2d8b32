using System.Text;
using PersonaBatch.Samples.Personas;

namespace PersonaBatch.Samples.Tests;

public sealed class BriefReaderTests
{
    private const string Good = """{"id":"a","text":"A baker."}""";

    [Fact]
    public async Task ReadAsync_SeveralLines_GivesThemInOrder()
    {
        using var file = new BriefFile($$"""{{Good}}{{"\n"}}{"id":"b","text":"Ein Bäcker, 45 Jahre."}{{"\n"}}""");

        var briefs = await file.ReadAsync();

        briefs.Should().Equal(new Brief("a", "A baker."), new Brief("b", "Ein Bäcker, 45 Jahre."));
    }

    [Fact]
    public async Task ReadAsync_EmptyFile_GivesNothing()
    {
        using var file = new BriefFile(string.Empty);

        (await file.ReadAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task ReadAsync_ByteOrderMarkCarriageReturnsAndBlankLines_AreNoPartOfIt()
    {
        using var file = new BriefFile($$"""{{"\uFEFF"}}{{Good}}{{"\r\n\r\n  \r\n"}}{"id":"b","text":"B"}""");

        var briefs = await file.ReadAsync();

        briefs.Select(brief => brief.Id).Should().Equal("a", "b");
    }

    [Theory]
    [InlineData('\u2028')]
    [InlineData('\u2029')]
    [InlineData('\u0085')]
    public async Task ReadAsync_RawUnicodeLineSeparator_EndsNoLine(char separator)
    {
        using var file = new BriefFile($$"""{"id":"a","text":"one{{separator}}two"}""");

        var briefs = await file.ReadAsync();

        briefs.Should().ContainSingle().Which.Text.Should().Be($"one{separator}two");
    }

    [Theory]
    [InlineData("""{"ID":"a","Text":"A baker."}""")]
    [InlineData("""{"Id":"a","prompt":"A baker."}""")]
    [InlineData("""{"id":"a","PROMPT":"ignored","text":"A baker."}""")]
    [InlineData("""{"id":"a","text":null,"prompt":"A baker."}""")]
    [InlineData("""  {"tags":[1,{"id":7}],"id":"a","note":null,"text":"A baker."}  """)]
    public async Task ReadAsync_OtherSpellings_AreUnderstood(string line)
    {
        using var file = new BriefFile(line);

        (await file.ReadAsync()).Should().Equal(new Brief("a", "A baker."));
    }

    [Theory]
    [InlineData("{\"id\":\"b\",\"te", "not a JSON object: *")]
    [InlineData("hello", "not a JSON object: 'h' is an invalid start of a value.*")]
    [InlineData("[1]", "not a JSON object: found an array")]
    [InlineData("null", "not a JSON object: found null")]
    [InlineData("""{"id":"b","text":"\ud800"}""", "not a JSON object: *")]
    [InlineData("""{"text":"B"}""", "'id' is missing")]
    [InlineData("""{"id":"","text":"B"}""", "'id' is empty")]
    [InlineData("""{"id":7,"text":"B"}""", "'id' must be a string, was a number")]
    [InlineData("""{"id":"b"}""", "'text' is missing")]
    [InlineData("""{"id":"b","text":"  "}""", "'text' is empty")]
    [InlineData("""{"id":"b","Prompt":["B"]}""", "'Prompt' must be a string, was an array")]
    public async Task ReadAsync_BrokenLine_NamesFileLineAndReason(string line, string reason)
    {
        using var file = new BriefFile($"{Good}\n\n{line}\n{Good}\n");

        var reading = file.ReadAsync;

        await reading.Should().ThrowAsync<FormatException>().WithMessage($"briefs.jsonl, line 3: {reason}");
    }

    [Fact]
    public async Task ReadAsync_BrokenLine_ComesAfterTheGoodOnesBeforeIt()
    {
        using var file = new BriefFile($"{Good}\nbroken\n");
        await using var briefs = BriefReader.ReadAsync(file.Path).GetAsyncEnumerator();

        (await briefs.MoveNextAsync()).Should().BeTrue();
        var next = async () => await briefs.MoveNextAsync();

        briefs.Current.Id.Should().Be("a");
        await next.Should().ThrowAsync<FormatException>();
    }

    [Fact]
    public async Task ReadAsync_BytesThatAreNoUtf8_AreRefused()
    {
        using var file = new BriefFile(Encoding.Latin1.GetBytes("""{"id":"bäcker","text":"B"}"""));

        var reading = file.ReadAsync;

        await reading.Should().ThrowAsync<FormatException>().WithMessage("briefs.jsonl, line 1 or after: not UTF-8*");
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Ends()
    {
        using var file = new BriefFile(Good);
        await using var briefs = BriefReader.ReadAsync(file.Path, new CancellationToken(canceled: true)).GetAsyncEnumerator();

        var next = async () => await briefs.MoveNextAsync();

        await next.Should().ThrowAsync<OperationCanceledException>();
    }
}
