using System.Net;
using System.Net.Sockets;
using PersonaBatch.Wire.Tests.Support;

namespace PersonaBatch.Wire.Tests;

/// <summary>What the official SDKs throw is sorted without a handler of ours between them and the socket, as far as they tell.</summary>
public sealed class SdkExceptionTests
{
    private const string QuickRetry = "retry-after-ms: 1";

    private const string GoogleDayQuota = """
        [{"error":{"code":429,"message":"You exceeded your current quota. Please retry in 36s.","status":"RESOURCE_EXHAUSTED","details":[
        {"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier","quotaValue":"20"}]},{"retryDelay":"36s"}]}}]
        """;

    /// <summary>OllamaSharp loses the body of all errors but a 400: what only the body says is not known there.</summary>
    private static readonly (string Name, int Status, string Body, FailureClass Expected, FailureClass OllamaExpected)[] Errors =
    [
        ("rate", 429, """{"error":{"message":"Slow down.","type":"tokens","code":"rate_limit_exceeded"}}""", FailureClass.RateLimited, FailureClass.RateLimited),
        ("quota", 429, """{"error":{"message":"No.","type":"insufficient_quota","code":"insufficient_quota"}}""", FailureClass.QuotaExhausted, FailureClass.RateLimited),
        ("array", 429, GoogleDayQuota, FailureClass.QuotaExhausted, FailureClass.RateLimited),
        ("too large", 429, """{"error":{"message":"Request too large on tokens per min (TPM): Limit 30000, Requested 30601."}}""", FailureClass.TooLarge, FailureClass.RateLimited),
        ("HTML", 429, "<html><title>Slow down</title></html>", FailureClass.RateLimited, FailureClass.RateLimited),
        ("plain", 429, "Slow down.", FailureClass.RateLimited, FailureClass.RateLimited),
        ("empty", 429, "", FailureClass.RateLimited, FailureClass.RateLimited),
        ("400", 400, """{"error":"the model does not support tools"}""", FailureClass.InvalidRequest, FailureClass.InvalidRequest),
        ("400 of another kind", 400, """{"error":"invalid format"}""", FailureClass.InvalidRequest, FailureClass.InvalidRequest),
        ("401", 401, """{"error":{"message":"No.","type":"authentication_error"}}""", FailureClass.Unauthorized, FailureClass.Unauthorized),
        ("403", 403, """{"error":{"message":"No.","type":"permission_error"}}""", FailureClass.Unauthorized, FailureClass.Unauthorized),
        ("404", 404, """{"error":"model 'm' not found"}""", FailureClass.Configuration, FailureClass.InvalidRequest),
        ("408", 408, "{}", FailureClass.Timeout, FailureClass.Timeout),
        ("413", 413, """{"error":{"message":"No.","type":"request_too_large"}}""", FailureClass.TooLarge, FailureClass.TooLarge),
        ("422", 422, """{"error":{"message":"No."}}""", FailureClass.InvalidRequest, FailureClass.InvalidRequest),
        ("500", 500, """{"error":{"message":"No.","type":"api_error"}}""", FailureClass.ServerError, FailureClass.ServerError),
        ("503", 503, """{"error":"server busy"}""", FailureClass.Overloaded, FailureClass.Overloaded),
        ("529", 529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", FailureClass.Overloaded, FailureClass.Overloaded),
    ];

    private static readonly (string Name, string Answer, FailureClass Expected)[] BadAnswers =
    [
        ("malformed JSON", CannedServer.Answer(200, """{"id":"""), FailureClass.InvalidResponse),
        ("a web page", CannedServer.Answer(200, "<html></html>"), FailureClass.InvalidResponse),
        ("nothing", CannedServer.Answer(200, ""), FailureClass.InvalidResponse),
        ("a truncated body", "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n{\"id\":", FailureClass.Network),
        ("no HTTP", "SSH-2.0\r\n\r\n", FailureClass.Network),
        ("a reset", CannedServer.Reset, FailureClass.Network),
    ];

    public static TheoryData<OfficialSdk, string, bool> ErrorCases
    {
        get
        {
            var cases = new TheoryData<OfficialSdk, string, bool>();
            foreach (var (sdk, error) in Pairs(Errors))
            {
                cases.Add(sdk, error.Name, false);
                cases.Add(sdk, error.Name, true);
            }

            return cases;
        }
    }

    public static TheoryData<OfficialSdk, string> BadAnswerCases
    {
        get
        {
            var cases = new TheoryData<OfficialSdk, string>();
            foreach (var (sdk, bad) in Pairs(BadAnswers))
            {
                cases.Add(sdk, bad.Name);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(ErrorCases))]
    public async Task Error_HasItsClassWhateverTheSdkRepeats(OfficialSdk sdk, string name, bool retries)
    {
        var error = Errors.Single(error => error.Name == name);

        var batch = await SdkBatch.RunAsync(sdk, CannedServer.Answer(error.Status, error.Body, QuickRetry), retries);

        batch.Failure.Class.Should().Be(sdk == OfficialSdk.Ollama ? error.OllamaExpected : error.Expected);
        batch.HttpCalls.Should().BeInRange(1, retries ? 4 : 1);
    }

    [Theory]
    [MemberData(nameof(BadAnswerCases))]
    public async Task BadAnswer_HasItsClass(OfficialSdk sdk, string name)
    {
        var bad = BadAnswers.Single(bad => bad.Name == name);

        var batch = await SdkBatch.RunAsync(sdk, bad.Answer);

        batch.Failure.Class.Should().Be(bad.Expected);
    }

    [Theory]
    [InlineData(OfficialSdk.Anthropic)]
    [InlineData(OfficialSdk.Ollama)]
    public async Task AnswerOfAnotherShape_IsInvalid(OfficialSdk sdk) =>
        (await SdkBatch.RunAsync(sdk, CannedServer.Answer(200, """{"hello":1}"""))).Failure.Class.Should().Be(FailureClass.InvalidResponse);

    [Theory]
    [InlineData(OfficialSdk.OpenAI)]
    [InlineData(OfficialSdk.Anthropic)]
    [InlineData(OfficialSdk.Ollama)]
    public async Task NobodyListens_IsTheNetwork(OfficialSdk sdk)
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var batch = await SdkBatch.RunAsync(sdk, new Uri($"http://{taken.LocalEndPoint}/"));

        batch.Failure.Class.Should().Be(FailureClass.Network);
    }

    [Fact]
    public async Task TruncatedBodyAndTheSdksOwnRetries_IsTheNetworkAfterFourPaidCalls()
    {
        var batch = await SdkBatch.RunAsync(OfficialSdk.OpenAI, BadAnswers.Single(static bad => bad.Expected == FailureClass.Network && bad.Answer.Contains("5000", StringComparison.Ordinal)).Answer, retries: true);

        batch.Failure.Class.Should().Be(FailureClass.Network);
        batch.HttpCalls.Should().Be(4);
    }

    [Fact]
    public async Task OpenAI_HeadersOfARefusal_AreReadOutOfItsException()
    {
        var batch = await SdkBatch.RunAsync(OfficialSdk.OpenAI, CannedServer.Answer(429, """[{"error":{"message":"Slow down.","status":"RESOURCE_EXHAUSTED"}}]""", "retry-after: 7"));

        batch.Failure.Should().BeEquivalentTo(new { StatusCode = 429, Code = "RESOURCE_EXHAUSTED", Message = "Slow down.", RetryAfter = TimeSpan.FromSeconds(7) });
    }

    [Theory]
    [InlineData(OfficialSdk.OpenAI, 3.0)]
    [InlineData(OfficialSdk.Anthropic, 3.0)]
    [InlineData(OfficialSdk.Ollama, null)]
    public async Task WaitInTheBody_IsReadWhereTheSdkKeepsIt(OfficialSdk sdk, double? seconds)
    {
        var batch = await SdkBatch.RunAsync(sdk, CannedServer.Answer(429, "Slow down and try again in 3s"));

        batch.Failure.RetryAfter.Should().Be(seconds is { } s ? TimeSpan.FromSeconds(s) : null);
    }

    private static IEnumerable<(OfficialSdk Sdk, T Case)> Pairs<T>(T[] cases) => Enum.GetValues<OfficialSdk>().SelectMany(_ => cases, static (sdk, row) => (sdk, row));
}
