namespace PersonaBatch.Tests.Retry;

/// <summary>Messages as the official SDKs write them (OpenAI 2.14.0, System.ClientModel, Anthropic 13.12.0).</summary>
public sealed class SdkMessageTests
{
    [Theory]
    [InlineData("HTTP 429 (insufficient_quota: insufficient_quota)\n\nYou exceeded your current quota.", 429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota.")]
    [InlineData("HTTP 429 (tokens: rate_limit_exceeded)\n\nPlease try again in 644ms.", 429, "rate_limit_exceeded", "tokens", "Please try again in 644ms.")]
    [InlineData("HTTP 400 (invalid_request_error: )\n\nBad thing", 400, null, "invalid_request_error", "Bad thing")]
    [InlineData("HTTP 500", 500, null, null, null)]
    [InlineData("Service request failed.\nStatus: 503 (Service Unavailable)\n", 503, null, null, null)]
    [InlineData("Service request failed.\r\nStatus: 429 (X)\r\n", 429, null, null, null)]
    [InlineData("Status Code: TooManyRequests\n{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"No.\"}}", 429, null, "rate_limit_error", "No.")]
    [InlineData("Status Code: 529\n{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}", 529, null, "overloaded_error", "Overloaded")]
    [InlineData("Status Code: TooManyRequests", 429, null, null, null)]
    public void TryRead_KnownShape_GivesItsParts(string message, int status, string? code, string? type, string? words) =>
        SdkMessage.TryRead(message).Should().Be(new SdkMessage(status, new ErrorBody(code, type, words)));

    [Theory]
    [InlineData("")]
    [InlineData("HTTP 200 (x: y)")]
    [InlineData("The answer was HTTP 429")]
    [InlineData("Status: 429")]
    [InlineData("Status Code: Whatever")]
    [InlineData("HTTP 4290")]
    public void TryRead_AnythingElse_IsNone(string message) => SdkMessage.TryRead(message).Should().BeNull();
}
