using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Providers;

/// <summary>Google's errors, natively and as the array of the OpenAI-compatible endpoint.</summary>
public sealed class GoogleErrorTests
{
    private const string PerMinute = """{"quotaId":"GenerateContentInputTokensPerModelPerMinute-FreeTier","quotaValue":"250000"}""";
    private const string PerDay = """{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier","quotaValue":"20"}""";

    [Theory]
    [InlineData(PerMinute, FailureClass.RateLimited, 26)]
    [InlineData(PerDay, FailureClass.QuotaExhausted, null)]
    [InlineData($"{PerMinute},{PerDay}", FailureClass.QuotaExhausted, null)]
    [InlineData("""{"quotaMetric":"x/y_requests"}""", FailureClass.RateLimited, 26)]
    public void Read_Quota_IsFinalWhenOneIsOfADay(string violations, FailureClass expected, int? seconds)
    {
        var failure = Read(429, Body(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota.", violations, "26s")).Failure;

        failure.Class.Should().Be(expected);
        failure.RetryAfter.Should().Be(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    [Theory]
    [InlineData(PerMinute, 250_000, null)]
    [InlineData("""{"quotaId":"GenerateRequestsPerMinutePerProjectPerModel","quotaValue":"15"}""", null, 15)]
    [InlineData(PerDay, null, null)]
    public void Read_Quota_IsLearnedWhenItIsOfAMinute(string violations, int? input, int? requests)
    {
        var limits = Read(429, Body(429, "RESOURCE_EXHAUSTED", "No.", violations, "26s")).Limits;

        (limits?.InputTokenLimit, limits?.RequestLimit).Should().Be((input, requests));
    }

    [Theory]
    [InlineData("Please retry in 48.939935699s.", "48s", 48.9399357)]
    [InlineData("Please retry in 12s.", "48s", 48.0)]
    [InlineData("No.", "0s", null)]
    [InlineData("No.", "-3s", null)]
    [InlineData("No.", "soon", null)]
    public void Read_DelayTwice_TheLongerCounts(string words, string delay, double? seconds) =>
        Read(429, Body(429, "RESOURCE_EXHAUSTED", words, PerMinute, delay)).Failure.RetryAfter.Should().Be(seconds is { } s ? TimeSpan.FromSeconds(s) : null);

    [Fact]
    public void Read_ArrayOfTheCompatibleEndpoint_IsReadTheSame()
    {
        var body = Body(429, "RESOURCE_EXHAUSTED", "No.", PerDay, "36s");

        Read(429, $"[{body}]").Failure.Should().Be(Read(429, body).Failure with { ResponseText = $"[{body}]" });
    }

    [Theory]
    [InlineData("You exceeded your current quota, please check your plan and billing details.", FailureClass.QuotaExhausted)]
    [InlineData("You exceeded your current quota. Please retry in 5s.", FailureClass.RateLimited)]
    [InlineData("Resource has been exhausted (e.g. check quota).", FailureClass.RateLimited)]
    [InlineData("Quota exceeded for metric: x/free_tier_requests, limit: 0", FailureClass.QuotaExhausted)]
    public void Read_NoDetails_TheWordsDecide(string words, FailureClass expected) =>
        Read(429, $$$"""{"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"{{{words}}}"}}""").Failure.Class.Should().Be(expected);

    [Theory]
    [InlineData(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", FailureClass.Unauthorized)]
    [InlineData(400, "INVALID_ARGUMENT", "Missing or invalid Authorization header.", FailureClass.Unauthorized)]
    [InlineData(400, "FAILED_PRECONDITION", "User location is not supported for the API use.", FailureClass.Unauthorized)]
    [InlineData(400, "INVALID_ARGUMENT", "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", FailureClass.TooLarge)]
    [InlineData(400, "INVALID_ARGUMENT", "Unknown field.", FailureClass.InvalidRequest)]
    [InlineData(403, "PERMISSION_DENIED", "No.", FailureClass.Unauthorized)]
    [InlineData(404, "NOT_FOUND", "models/x is not found for API version v1beta.", FailureClass.Configuration)]
    [InlineData(503, "UNAVAILABLE", "The model is overloaded.", FailureClass.Overloaded)]
    [InlineData(500, "INTERNAL", "An internal error has occurred.", FailureClass.ServerError)]
    public void Read_OtherErrors_HaveTheirClassAndName(int status, string name, string words, FailureClass expected)
    {
        var failure = Read(status, Body(status, name, words, "", "")).Failure;

        failure.Class.Should().Be(expected);
        failure.Code.Should().Be(name);
    }

    [Fact]
    public void Read_ReasonInTheDetails_IsTheCode() =>
        Read(400, """{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"No.","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID"}]}}""")
            .Failure.Should().BeEquivalentTo(new { Class = FailureClass.Unauthorized, Code = "API_KEY_INVALID" });

    private static string Body(int status, string name, string words, string violations, string delay) => $$$"""
        {"error":{"code":{{{status}}},"message":"{{{words}}}","status":"{{{name}}}","details":[
        {"@type":"type.googleapis.com/google.rpc.Help","links":[{"url":"x"}]},
        {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{{{violations}}}]},
        {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"{{{delay}}}"}]}}
        """;

    private static HttpFailure Read(int status, string body) => HttpFailure.Read(status, RecordedAnswer.HeadersOf(), body, DateTimeOffset.UnixEpoch);
}
