using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Providers;

public sealed class HttpFailureTests
{
    [Theory]
    [InlineData(429, "insufficient_quota", "You exceeded your current quota.", FailureClass.QuotaExhausted)]
    [InlineData(429, "billing_hard_limit_reached", "Billing hard limit has been reached.", FailureClass.QuotaExhausted)]
    [InlineData(400, "billing_hard_limit_reached", "Billing hard limit has been reached.", FailureClass.QuotaExhausted)]
    [InlineData(402, null, "Insufficient Balance", FailureClass.QuotaExhausted)]
    [InlineData(400, null, "Your credit balance is too low to access the API.", FailureClass.QuotaExhausted)]
    [InlineData(429, "rate_limit_exceeded", "Rate limit reached on requests per min. Limit: 3 / min. Please try again in 20s.", FailureClass.RateLimited)]
    [InlineData(429, "rate_limit_exceeded", "Rate limit reached on requests per day (RPD): Limit 200, Used 200, Requested 1. Please try again in 7m12s.", FailureClass.QuotaExhausted)]
    [InlineData(429, null, "Rate limit exceeded: free-models-per-day. Add 10 credits.", FailureClass.QuotaExhausted)]
    [InlineData(429, null, "You have reached your daily limit.", FailureClass.QuotaExhausted)]
    [InlineData(429, "rate_limit_exceeded", "Request too large for gpt-4 on tokens per min (TPM): Limit 0, Requested 100.", FailureClass.QuotaExhausted)]
    [InlineData(429, "rate_limit_exceeded", "Request too large for gpt-4o on tokens per min (TPM): Limit 30000, Requested 30601.", FailureClass.TooLarge)]
    [InlineData(413, "rate_limit_exceeded", "Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 7423.", FailureClass.TooLarge)]
    [InlineData(429, null, "Too many concurrent requests.", FailureClass.ConcurrencyLimited)]
    [InlineData(429, null, "Number of concurrent connections has exceeded your rate limit.", FailureClass.ConcurrencyLimited)]
    [InlineData(429, null, "Max parallel request limit reached", FailureClass.ConcurrencyLimited)]
    [InlineData(429, null, "The engine is currently overloaded, please try again later", FailureClass.Overloaded)]
    [InlineData(503, "rate_limit_exceeded", "Slow down.", FailureClass.RateLimited)]
    [InlineData(503, null, "busy", FailureClass.Overloaded)]
    [InlineData(529, "overloaded_error", "Overloaded", FailureClass.Overloaded)]
    [InlineData(400, "context_length_exceeded", "too long", FailureClass.TooLarge)]
    [InlineData(400, "string_above_max_length", "too long", FailureClass.TooLarge)]
    [InlineData(400, null, "This model's maximum context length is 4096 tokens. However, you requested 5000.", FailureClass.TooLarge)]
    [InlineData(400, "content_filter", "The response was filtered.", FailureClass.ContentFiltered)]
    [InlineData(400, "content_policy_violation", "Rejected by the safety system.", FailureClass.ContentFiltered)]
    [InlineData(400, null, "You have reached your specified API usage limits. You will regain access on 2026-01-01 at 00:00 UTC.", FailureClass.QuotaExhausted)]
    [InlineData(403, null, "Your team has either used all available credits or reached its monthly spending limit.", FailureClass.QuotaExhausted)]
    [InlineData(429, null, "Your team has either used all available credits or reached its monthly spending limit.", FailureClass.QuotaExhausted)]
    [InlineData(429, null, "You are using a Trial key, which is limited to 1000 API calls / month.", FailureClass.QuotaExhausted)]
    [InlineData(429, null, "You are using a Trial key, which is limited to 10 API calls / minute.", FailureClass.RateLimited)]
    [InlineData(429, null, "Rate limit exceeded: free-models-per-min.", FailureClass.RateLimited)]
    [InlineData(429, "rate_limit_error", "This request would exceed the rate limit for your organization of 20,000 input tokens per minute.", FailureClass.RateLimited)]
    [InlineData(498, null, "Flex tier capacity exceeded.", FailureClass.Overloaded)]
    [InlineData(400, null, "prompt is too long: 210000 tokens > 200000 maximum", FailureClass.TooLarge)]
    [InlineData(400, null, "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000", FailureClass.TooLarge)]
    [InlineData(400, null, "This model's maximum prompt length is 131072 but the request contains 140000 tokens.", FailureClass.TooLarge)]
    [InlineData(422, null, "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 8193.", FailureClass.TooLarge)]
    [InlineData(403, null, "Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE", FailureClass.ContentFiltered)]
    [InlineData(403, null, "x requires moderation on y. Your input was flagged.", FailureClass.ContentFiltered)]
    [InlineData(400, null, "Output blocked by content filtering policy", FailureClass.ContentFiltered)]
    [InlineData(400, null, "Content Exists Risk", FailureClass.ContentFiltered)]
    [InlineData(400, null, "Incorrect API key provided: sk***", FailureClass.Unauthorized)]
    [InlineData(400, "invalid_image_url", "Error while downloading.", FailureClass.InvalidRequest)]
    [InlineData(401, "invalid_api_key", "Incorrect API key provided.", FailureClass.Unauthorized)]
    [InlineData(403, null, "Country not supported.", FailureClass.Unauthorized)]
    [InlineData(403, "model_not_found", "Project has no access to model.", FailureClass.Configuration)]
    [InlineData(404, "model_not_found", "gone", FailureClass.Configuration)]
    [InlineData(404, null, "The model `gpt-9` does not exist or you do not have access to it.", FailureClass.Configuration)]
    [InlineData(404, "DeploymentNotFound", "The API deployment for this resource does not exist.", FailureClass.Configuration)]
    [InlineData(404, null, "Invalid URL (POST /v1/chat/completionss)", FailureClass.InvalidRequest)]
    [InlineData(422, null, "field required", FailureClass.InvalidRequest)]
    [InlineData(500, "server_error", "The server had an error.", FailureClass.ServerError)]
    public void Read_StatusAndBody_GiveTheClass(int status, string? code, string message, FailureClass expected) =>
        Read(status, Body(code, message)).Failure.Class.Should().Be(expected);

    [Fact]
    public void Read_TypeWithoutCode_IsTheCode() =>
        Read(429, """{"error":{"type":"insufficient_quota","message":"x"}}""").Failure.Should().BeEquivalentTo(
            new { Class = FailureClass.QuotaExhausted, Code = "insufficient_quota" });

    [Fact]
    public void Read_AnthropicSpendLimit_IsFinalAndNamed() =>
        Read(429, """{"type":"error","error":{"type":"rate_limit_error","message":"No.","details":{"error_code":"enforced_spend_limit_reached"}}}""").Failure
            .Should().BeEquivalentTo(new { Class = FailureClass.QuotaExhausted, Code = "enforced_spend_limit_reached" });

    [Fact]
    public void Read_CodeBesideAnErrorThatIsAString_IsTheCode() =>
        Read(400, """{"code":"Client specified an invalid argument","error":"No."}""").Failure
            .Should().BeEquivalentTo(new { Code = "Client specified an invalid argument", Message = "No." });

    [Fact]
    public void Read_OpenRouterRefusal_TellsWhatTheProviderBehindItSaid() =>
        Read(429, """{"error":{"code":429,"message":"Provider returned error","metadata":{"raw":"slow down, try again in 3s"}}}""").Failure
            .Should().BeEquivalentTo(new { Message = "Provider returned error: slow down, try again in 3s", RetryAfter = TimeSpan.FromSeconds(3) });

    [Theory]
    [InlineData("your organization's rate limit of 30,000 input tokens per minute", 30_000, null)]
    [InlineData("This request would exceed the rate limit for your organization of 8,000 output tokens per minute.", null, 8000)]
    [InlineData("on input tokens per min (ITPM): Limit 500, Used 100, Requested 450.", 500, null)]
    public void Read_LimitOfInputOrOutputInWords_IsLearnedAsSuch(string words, int? input, int? output)
    {
        var limits = Read(429, Body("rate_limit_error", words)).Limits!;

        (limits.InputTokenLimit, limits.OutputTokenLimit, limits.TokenLimit).Should().Be((input, output, null));
    }

    [Theory]
    [InlineData("on requests per min. Limit: 500 / min.", 500, null, null, null)]
    [InlineData("on requests per min (RPM): Limit 500, Used 500, Requested 1.", 500, 0, null, null)]
    [InlineData("on tokens per min (TPM): Limit 30000, Used 29937, Requested 385.", null, null, 30_000, 63)]
    [InlineData("on tokens per min (TPM): Limit 30,000, Used 40,000, Requested ~3.", null, null, 30_000, 0)]
    public void Read_LimitInWords_IsLearned(string words, int? requests, int? requestsLeft, int? tokens, int? tokensLeft) =>
        Read(429, Body("rate_limit_exceeded", "Rate limit reached " + words)).Limits.Should().Be(new RateLimitReport(requests, requestsLeft, null, tokens, tokensLeft));

    [Theory]
    [InlineData("on requests per day (RPD): Limit 200, Used 200, Requested 1.")]
    [InlineData("on tokens per hour: Limit 200, Used 200.")]
    [InlineData("Limit 500 / min")]
    public void Read_LimitOfAnotherKindInWords_IsNotLearned(string words) =>
        Read(429, Body("rate_limit_exceeded", "Rate limit reached " + words)).Limits.Should().BeNull();

    [Fact]
    public void Read_LimitInHeadersAndWords_HeadersWinAndWordsFill()
    {
        var read = Read(
            429, Body(null, "tokens per min (TPM): Limit 30000, Used 29000"), ("x-ratelimit-limit-tokens", "40000"), ("x-ratelimit-remaining-requests", "3"));

        read.Limits.Should().Be(new RateLimitReport(RequestsRemaining: 3, TokenLimit: 40_000, TokensRemaining: 1000));
    }

    [Theory]
    [InlineData("7", "try again in 3s", 7)]
    [InlineData("0", "try again in 3s", 3)]
    [InlineData("0", "later", 12)]
    public void Read_SeveralHints_HeaderThenWordsThenReset(string header, string words, int seconds)
    {
        var read = Read(429, Body(null, words), ("retry-after", header), ("x-ratelimit-remaining-tokens", "0"), ("x-ratelimit-reset-tokens", "12s"));

        read.Failure.RetryAfter.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public void Read_InvalidRequestWithHintInWords_HasNoWait() =>
        Read(400, Body(null, "Fix it and try again in 5s")).Failure.RetryAfter.Should().BeNull();

    [Fact]
    public void Read_LongBody_IsShortenedInMessageAndText()
    {
        var failure = Read(500, new string('é', 100_000)).Failure;

        failure.Message.Should().HaveLength(501).And.EndWith("…");
        failure.ResponseText.Should().HaveLength(4096);
    }

    [Fact]
    public void Read_CutInsideACharacter_LeavesNoHalf()
    {
        var failure = Read(500, "a" + string.Concat(Enumerable.Repeat("😀", 5000))).Failure;

        failure.Message.Should().NotMatchRegex("[\ud800-\udbff]…");
        char.IsHighSurrogate(failure.ResponseText![^1]).Should().BeFalse();
    }

    [Fact]
    public void Read_LinesAndControlCharacters_MakeOneLine() => Read(500, "a\r\n\tb\0\0c\u001b[0m").Failure.Message.Should().Be("a b c [0m");

    [Fact]
    public void Read_NoBody_SaysSo()
    {
        var failure = Read(503, "").Failure;

        failure.Message.Should().Be("The provider did not say why.");
        failure.ResponseText.Should().BeNull();
    }

    private static string Body(string? code, string message) => System.Text.Json.JsonSerializer.Serialize(new { error = new { message, code } });

    private static HttpFailure Read(int status, string body, params IEnumerable<(string Name, string Value)> headers) => HttpFailure.Read(
        status, RecordedAnswer.HeadersOf(headers.Select(static header => KeyValuePair.Create(header.Name, header.Value))), body, DateTimeOffset.UnixEpoch);
}
