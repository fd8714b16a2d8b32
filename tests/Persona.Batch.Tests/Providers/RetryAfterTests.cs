using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Providers;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2025, 10, 21, 7, 28, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("20", 20)]
    [InlineData("1.5", 1.5)]
    [InlineData("2s", 2)]
    [InlineData("13262", 13_262)]
    [InlineData("86400", 86_400)]
    [InlineData("411480", 411_480)]
    [InlineData("Tue, 21 Oct 2025 07:28:30 GMT", 30)]
    [InlineData("Tuesday, 21-Oct-25 07:28:30 GMT", 30)]
    [InlineData("Tue Oct 21 07:28:30 2025", 30)]
    public void OfHeaders_Wait_IsKeptAsItIs(string value, double seconds) =>
        Read(("retry-after", value)).Should().Be(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1760000000")]
    [InlineData("Tue, 21 Oct 2025 07:27:59 GMT")]
    [InlineData("Tue, 21 Oct 2025 07:28:00 GMT")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("Mon, 21 Oct 2025 07:29:00 GMT")]
    public void OfHeaders_ZeroPastOrRubbish_IsNone(string value) => Read(("retry-after", value)).Should().BeNull();

    [Fact]
    public void OfHeaders_None_IsNone() => Read().Should().BeNull();

    [Theory]
    [InlineData("1", "644", 0.644)]
    [InlineData("1", "0", 1)]
    [InlineData("7", "-1", 7)]
    [InlineData("7", "soon", 7)]
    [InlineData("0", "12.5", 0.0125)]
    public void OfHeaders_Milliseconds_WinWhenAboveZero(string seconds, string milliseconds, double expected) =>
        Read(("retry-after", seconds), ("retry-after-ms", milliseconds)).Should().Be(TimeSpan.FromSeconds(expected));

    [Fact]
    public void OfHeaders_Date_CountsFromTheAnswersOwnDate() =>
        Read(("retry-after", "Tue, 21 Oct 2025 09:00:10 GMT"), ("date", "Tue, 21 Oct 2025 09:00:00 GMT")).Should().Be(TimeSpan.FromSeconds(10));

    [Theory]
    [InlineData("Rate limit reached. Please try again in 6m0s.", 360)]
    [InlineData("Please try again in 1.2s. Visit the page.", 1.2)]
    [InlineData("Please try again in 20ms.", 0.02)]
    [InlineData("Please try again in 1m0.363142857s.", 60.3631429)]
    [InlineData("Please retry after 86400 seconds.", 86_400)]
    [InlineData("Please retry after 45 seconds.", 45)]
    [InlineData("please RETRY IN 2 Minutes", 120)]
    [InlineData("Try again in about 1 hour.", 3600)]
    [InlineData("Try again in 500 milliseconds", 0.5)]
    [InlineData("try again in 1 day", 86_400)]
    [InlineData("Request was throttled. Expected available in 1 second.", 1)]
    [InlineData("Your rate limit resets in ~1s.", 1)]
    public void OfText_Sentence_GivesItsWait(string text, double seconds) => RetryAfter.OfText(text).Should().Be(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Please retry shortly.")]
    [InlineData("Please try again in 0s.")]
    [InlineData("Please try again in -5s.")]
    [InlineData("Try again after 3 attempts")]
    [InlineData("It took 20s.")]
    [InlineData("Please try again in 99999999999999999999 hours.")]
    public void OfText_NothingSaid_IsNone(string? text) => RetryAfter.OfText(text).Should().BeNull();

    private static TimeSpan? Read(params IEnumerable<(string Name, string Value)> headers) =>
        RetryAfter.OfHeaders(RecordedAnswer.HeadersOf(headers.Select(static header => KeyValuePair.Create(header.Name, header.Value))), Now);
}
