using System.Globalization;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>The wire of Anthropic's messages.</summary>
/// <remarks>Headers and forms are those of recorded traffic. Its SDK for .NET shows the key as a bearer, others as <c>x-api-key</c>.</remarks>
internal sealed class AnthropicWire : IWire
{
    private const string MessagesPath = "/v1/messages";
    private const string ModelsPath = "/v1/models";
    private const string Version = "anthropic-version";

    public SimulatedWire Name => SimulatedWire.Anthropic;

    public string EndpointPath => "/";

    public bool HasKeys => true;

    public SimulatedHints Hints => SimulatedHints.Seconds;

    // Questions about models come to OpenAI's paths: the version parts them.
    public bool Speaks(HttpRequest request) => request.Path.StartsWithSegments(MessagesPath, StringComparison.Ordinal)
        || (request.Path.StartsWithSegments(ModelsPath, StringComparison.Ordinal) && request.Headers.ContainsKey(Version));

    public string? KeyOf(IHeaderDictionary headers) => headers["x-api-key"] is { Count: > 0 } key ? key.ToString() : BearerKey.Of(headers);

    public WireRequest Read(HttpRequest request, ReadOnlyMemory<byte>? body, IReadOnlyList<string> models, in ReplyMoment moment)
    {
        var (path, callNumber) = (request.Path.ToString(), moment.CallNumber);
        return path switch
        {
            MessagesPath when !HttpMethods.IsPost(request.Method) => Answered(AnthropicError.Invalid("Method Not Allowed", status: 405), callNumber),
            MessagesPath when !request.Headers.ContainsKey(Version) => Answered(AnthropicError.Invalid($"{Version}: header is required"), callNumber),
            MessagesPath => AnthropicRequestReader.Read(body, callNumber),
            ModelsPath when HttpMethods.IsGet(request.Method) => WireRequest.Answered(AnthropicModelList.Of(models)),
            _ when HttpMethods.IsGet(request.Method) && path.StartsWith($"{ModelsPath}/", StringComparison.Ordinal) =>
                ReadModel(path[(ModelsPath.Length + 1)..], models, callNumber),
            _ => Answered(new AnthropicError(404, "not_found_error", "Not Found"), callNumber),
        };
    }

    public WireReply Answer(WireRequest request, FinishedAnswer answer, in ReplyMoment moment)
    {
        var reply = new AnthropicReply(moment.CallNumber, request.Prompt!.Model, answer, request.Tool);
        return request.Prompt.Stream ? reply.InPieces() : reply.Whole();
    }

    public TokenUsage Told(TokenUsage usage) => usage;

    public WireReply Refuse(Refusal refusal, string model, long callNumber) => AnthropicRefusals.Of(refusal, model).ToReply(callNumber);

    public ReadOnlyMemory<byte> RefuseInStream(Refusal refusal, string model, long callNumber) => AnthropicRefusals.Of(refusal, model).ToEvent(callNumber);

    public void WriteHeaders(IHeaderDictionary headers, in ReplyMoment moment)
    {
        headers["anthropic-organization-id"] = AnthropicRefusals.Organization;
        headers["request-id"] = AnthropicError.RequestId(moment.CallNumber);
        headers["x-envoy-upstream-service-time"] = ((long)moment.Elapsed.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
    }

    public void WriteLimits(IHeaderDictionary headers, IReadOnlyList<LimitReading> limits) => AnthropicRateLimitHeaders.Write(headers, limits);

    private static WireRequest ReadModel(string model, IReadOnlyList<string> models, long callNumber) =>
        models.Count == 0 || models.Contains(model, StringComparer.Ordinal)
            ? WireRequest.Answered(AnthropicModelList.Of(model))
            : Answered(AnthropicError.UnknownModel(model), callNumber);

    private static WireRequest Answered(AnthropicError error, long callNumber) => WireRequest.Answered(error.ToReply(callNumber));
}
