using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Providers;

/// <summary>What providers really sent is read as they meant it.</summary>
public sealed class RecordedAnswerTests
{
    public static TheoryData<string> Answers => [.. RecordedAnswer.All.Select(static answer => answer.Id)];

    public static TheoryData<string> Errors => [.. RecordedAnswer.All.Where(static answer => answer.Status >= 400).Select(static answer => answer.Id)];

    [Fact]
    public void All_HasEachRecordedAnswerOnce() =>
        RecordedAnswer.All.Select(static answer => answer.Id).Should().Equal(Enumerable.Range(1, 114).Select(static number => $"rl-{number:000}"));

    [Theory]
    [MemberData(nameof(Answers))]
    public void Read_RecordedAnswer_HasTheLimitsThatWereMeant(string id)
    {
        var answer = RecordedAnswer.Of(id);

        Read(answer).Limits.Should().Be(answer.Limits);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Read_RecordedError_HasTheFailureThatWasMeant(string id)
    {
        var answer = RecordedAnswer.Of(id);

        var failure = Read(answer).Failure;

        failure.Class.Should().Be(answer.Class);
        failure.Code.Should().Be(answer.Code);
        failure.RetryAfter.Should().Be(answer.RetryAfter);
        failure.StatusCode.Should().Be(answer.Status);
    }

    private static HttpFailure Read(RecordedAnswer answer) =>
        HttpFailure.Read(answer.Status, RecordedAnswer.HeadersOf(answer.Headers), answer.Body, answer.Arrived);
}
