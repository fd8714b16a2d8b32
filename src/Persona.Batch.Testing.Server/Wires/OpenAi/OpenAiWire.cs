using System.Globalization;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>The wire of OpenAI's chat completions.</summary>
/// <remarks>Wording, headers and forms are those of recorded traffic; a call without a bound reserves 16 output tokens there.</remarks>
internal sealed class OpenAiWire : IWire
{
    private const string Bearer = "Bearer ";
    private const string ModelsPath = "/v1/models";

    public string EndpointPath => "/v1";

    public string? KeyOf(IHeaderDictionary headers)
    {
        var value = headers.Authorization.ToString();
        return value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? value[Bearer.Length..].Trim() : null;
    }

    public WireRequest Read(HttpRequest request, ReadOnlyMemory<byte>? body, IReadOnlyList<string> models)
    {
        var path = request.Path.ToString();
        return path switch
        {
            "/v1/chat/completions" => HttpMethods.IsPost(request.Method)
                ? OpenAiRequestReader.Read(body)
                : Answered(OpenAiError.Invalid("Only POST requests are accepted.", code: "method_not_supported", status: 405)),
            ModelsPath when HttpMethods.IsGet(request.Method) => WireRequest.Answered(OpenAiModelList.Of(models)),
            _ when HttpMethods.IsGet(request.Method) && path.StartsWith($"{ModelsPath}/", StringComparison.Ordinal) => ReadModel(path[(ModelsPath.Length + 1)..], models),
            _ => Answered(OpenAiError.Invalid($"Invalid URL ({request.Method} {path})", status: 404)),
        };
    }

    public WireReply Answer(WireRequest request, FinishedAnswer answer, long callNumber, DateTimeOffset now)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"chatcmpl-{callNumber:x29}");
        var completion = new OpenAiCompletion(id, request.Prompt!.Model, now.ToUnixTimeSeconds(), answer);
        return request.Prompt.Stream ? completion.InPieces(request.UsageInStream) : completion.Whole();
    }

    public WireReply Refuse(Refusal refusal, string model) => OpenAiRefusals.Of(refusal, model).ToReply();

    public void WriteHeaders(IHeaderDictionary headers, long callNumber, TimeSpan elapsed)
    {
        headers["openai-organization"] = OpenAiRefusals.Organization;
        headers["openai-processing-ms"] = ((long)elapsed.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        headers["openai-version"] = "2020-10-01";
        headers["x-request-id"] = string.Create(CultureInfo.InvariantCulture, $"req_{callNumber:x32}");
    }

    public void WriteLimits(IHeaderDictionary headers, IReadOnlyList<LimitReading> limits) => OpenAiRateLimitHeaders.Write(headers, limits);

    public void WriteRetryAfter(IHeaderDictionary headers, TimeSpan wait) => OpenAiRateLimitHeaders.WriteRetryAfter(headers, wait);

    private static WireRequest ReadModel(string model, IReadOnlyList<string> models) =>
        models.Count == 0 || models.Contains(model, StringComparer.Ordinal)
            ? WireRequest.Answered(OpenAiModelList.Of(model))
            : Answered(OpenAiError.UnknownModel(model));

    private static WireRequest Answered(OpenAiError error) => WireRequest.Answered(error.ToReply());
}
