namespace PersonaBatch.Tests.Providers;

public sealed class KeyMaskTests
{
    private const string Tail = "Zq7Lm2Xw9Rt4Vb8N";

    [Theory]
    [InlineData("Incorrect API key provided: sk-proj-abc_DEF-Zq7Lm2Xw9Rt4Vb8N. You can find your API key at https://example.test.")]
    [InlineData("Incorrect API key provided: sk-abcd1234****************Zq7Lm2Xw9Rt4Vb8N.")]
    [InlineData("sk-Zq7Lm2Xw9Rt4Vb8N")]
    [InlineData("the key SK-ANT-Zq7Lm2Xw9Rt4Vb8N is revoked")]
    [InlineData("key-Zq7Lm2Xw9Rt4Vb8N")]
    [InlineData("Authorization: Bearer Zq7Lm2Xw9Rt4Vb8N")]
    [InlineData("using bearer Zq7Lm2Xw9Rt4Vb8N,")]
    [InlineData("""{"authorization":"Basic Zq7Lm2Xw9Rt4Vb8N"}""")]
    [InlineData("""{"api_key":"Zq7Lm2Xw9Rt4Vb8N"}""")]
    [InlineData("x-api-key: Zq7Lm2Xw9Rt4Vb8N")]
    [InlineData("client_secret=Zq7Lm2Xw9Rt4Vb8N")]
    [InlineData("https://example.test/v1?alt=sse&key=Zq7Lm2Xw9Rt4Vb8N")]
    [InlineData("AIzaSyAZq7Lm2Xw9Rt4Vb8N")]
    [InlineData("gsk_Zq7Lm2Xw9Rt4Vb8N")]
    [InlineData("xai-Zq7Lm2Xw9Rt4Vb8N")]
    [InlineData("hf_Zq7Lm2Xw9Rt4Vb8N")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.Zq7Lm2Xw9Rt4Vb8N")]
    [InlineData("0123456789abcdef0123456789abcdefZq7Lm2Xw9Rt4Vb8N")]
    public void Apply_Key_DoesNotSurvive(string text)
    {
        var masked = KeyMask.Apply(text);

        masked.Should().Contain("***").And.NotContain(Tail);
    }

    [Theory]
    [InlineData("Rate limit reached for gpt-4o-mini-2024-07-18 in organization org-X on tokens per min (TPM): Limit 100000.")]
    [InlineData("The model `meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8` does not exist.")]
    [InlineData("unsupported_country_region_territory")]
    [InlineData("a task-force at the desk-side took the risk-free way")]
    [InlineData("""{"error":{"message":"No.","type":"tokens","param":null,"code":"invalid_api_key"}}""")]
    [InlineData("You need to provide your API key in an Authorization header using Bearer auth.")]
    public void Apply_WordsWithoutKey_StayAsTheyAre(string text) => KeyMask.Apply(text).Should().Be(text);

    [Fact]
    public void Apply_SecretOfTheCall_IsMaskedWhateverItLooksLike() =>
        KeyMask.Apply("no such user: opensesame!", "opensesame", "x").Should().Be("no such user: ***!");
}
