using System.Globalization;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>The wire of OpenAI's chat completions.</summary>
/// <remarks>Wording, headers and forms are those of recorded traffic; a call without a bound reserves 16 output tokens there.</remarks>
internal sealed class OpenAiWire : IWire
{
    private const string ModelsPath = "/v1/models";

    public SimulatedWire Name => SimulatedWire.OpenAI;

    public string EndpointPath => "/v1";

    public bool HasKeys => true;

    public SimulatedHints Hints => SimulatedHints.Seconds | SimulatedHints.Milliseconds | SimulatedHints.Body;

    public bool Speaks(HttpRequest request) => request.Path.StartsWithSegments("/v1", StringComparison.Ordinal);

    public string? KeyOf(IHeaderDictionary headers) => BearerKey.Of(headers);

    public WireRequest Read(HttpRequest request, ReadOnlyMemory<byte>? body, IReadOnlyList<string> models, in ReplyMoment moment)
    {
        var path = request.Path.ToString();
        return path switch
        {
            "/v1/chat/completions" => HttpMethods.IsPost(request.Method)
                ? OpenAiRequestReader.Read(body, static error => error.ToReply())
                : Answered(OpenAiError.Invalid("Only POST requests are accepted.", code: "method_not_supported", status: 405)),
            ModelsPath when HttpMethods.IsGet(request.Method) => WireRequest.Answered(OpenAiModelList.Of(models)),
            _ when HttpMethods.IsGet(request.Method) && path.StartsWith($"{ModelsPath}/", StringComparison.Ordinal) => ReadModel(path[(ModelsPath.Length + 1)..], models),
            _ => Answered(OpenAiError.Invalid($"Invalid URL ({request.Method} {path})", status: 404)),
        };
    }

    public WireReply Answer(WireRequest request, FinishedAnswer answer, in ReplyMoment moment)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"chatcmpl-{moment.CallNumber:x29}");
        var completion = new OpenAiCompletion(id, request.Prompt!.Model, moment.Now.ToUnixTimeSeconds(), answer);
        return request.Prompt.Stream ? completion.InPieces(request.UsageInStream) : completion.Whole();
    }

    public TokenUsage Told(TokenUsage usage) => usage with { CacheWriteTokens = 0 };

    public WireReply Refuse(Refusal refusal, string model, long callNumber) => OpenAiRefusals.Of(refusal, model).ToReply();

    public ReadOnlyMemory<byte> RefuseInStream(Refusal refusal, string model, long callNumber) => OpenAiRefusals.Of(refusal, model).ToEvent();

    public void WriteHeaders(IHeaderDictionary headers, in ReplyMoment moment)
    {
        headers["openai-organization"] = OpenAiRefusals.Organization;
        headers["openai-processing-ms"] = ((long)moment.Elapsed.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        headers["openai-version"] = "2020-10-01";
        headers["x-request-id"] = string.Create(CultureInfo.InvariantCulture, $"req_{moment.CallNumber:x32}");
    }

    public void WriteLimits(IHeaderDictionary headers, IReadOnlyList<LimitReading> limits) => OpenAiRateLimitHeaders.Write(headers, limits);

    private static WireRequest ReadModel(string model, IReadOnlyList<string> models) =>
        models.Count == 0 || models.Contains(model, StringComparer.Ordinal)
            ? WireRequest.Answered(OpenAiModelList.Of(model))
            : Answered(OpenAiError.UnknownModel(model));

    private static WireRequest Answered(OpenAiError error) => WireRequest.Answered(error.ToReply());
}
