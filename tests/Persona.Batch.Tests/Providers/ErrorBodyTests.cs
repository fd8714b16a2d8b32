namespace PersonaBatch.Tests.Providers;

public sealed class ErrorBodyTests
{
    [Theory]
    [InlineData("""{"error":{"message":"No.","type":"tokens","param":null,"code":"rate_limit_exceeded"}}""", "rate_limit_exceeded", "tokens", "No.")]
    [InlineData("""[{"error":{"code":429,"message":"No.","status":"RESOURCE_EXHAUSTED"}}]""", "RESOURCE_EXHAUSTED", null, "No.")]
    [InlineData("""{"error":{"message":"No.","type":"invalid_request_error","code":null}}""", null, "invalid_request_error", "No.")]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", null, "overloaded_error", "Overloaded")]
    [InlineData("""{"error":"server busy"}""", null, null, "server busy")]
    [InlineData("""{"errors":[{"message":"No.","code":7}]}""", "7", null, "No.")]
    [InlineData("""{"object":"error","message":"No.","type":"BadRequestError","code":400}""", "400", "BadRequestError", "No.")]
    [InlineData("""{"detail":"Not Found"}""", null, null, "Not Found")]
    [InlineData("""{"detail":[{"msg":"required"}]}""", null, null, """[{"msg":"required"}]""")]
    [InlineData("\uFEFF {\"error\":\"marked\"}\n", null, null, "marked")]
    [InlineData("""{"error":{}}""", null, null, null)]
    [InlineData("[]", null, null, "[]")]
    [InlineData("Too many tokens.", null, null, "Too many tokens.")]
    [InlineData("", null, null, null)]
    [InlineData(null, null, null, null)]
    public void Read_KnownShape_GivesItsParts(string? text, string? code, string? type, string? message) =>
        ErrorBody.Read(text).Should().Be(new ErrorBody(code, type, message));

    [Theory]
    [InlineData("<html>\r\n<head><title>502 Bad Gateway</title></head><body><h1>x</h1></body></html>", "A web page: 502 Bad Gateway")]
    [InlineData("<!DOCTYPE html><H1 class=\"a\">Don&#39;t</H1>", "A web page: Don't")]
    [InlineData("<html><body>oops</body></html>", "A web page without a title.")]
    public void Read_WebPage_GivesItsTitleAndNoTags(string page, string message) => ErrorBody.Read(page).Message.Should().Be(message);

    [Theory]
    [InlineData("""{"error":{"message":"cut sho""")]
    [InlineData("""{"error":{"message":"half \ud83d a character"}}""")]
    [InlineData("""{"error":{"\ud83d":1,"message":"x"}}""")]
    public void Read_BrokenJson_IsPlainText(string text) => ErrorBody.Read(text).Message.Should().NotBeNullOrEmpty();

    [Fact]
    public void Read_DeepNesting_GivesUp() =>
        ErrorBody.Read(string.Concat(Enumerable.Repeat("""{"error":""", 50)) + "1" + new string('}', 50)).Code.Should().BeNull();
}
