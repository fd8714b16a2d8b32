using System.Globalization;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>The wire of Gemini's dialect of chat completions: OpenAI's requests, Google's errors, and not a header of limits.</summary>
internal sealed class GeminiWire : IWire
{
    private const string Root = "/v1beta/openai";
    private const string ModelPrefix = "models/";

    public SimulatedWire Name => SimulatedWire.Gemini;

    public string EndpointPath => $"{Root}/";

    public bool HasKeys => true;

    public SimulatedHints Hints => SimulatedHints.Body;

    public bool Speaks(HttpRequest request) => request.Path.StartsWithSegments("/v1beta", StringComparison.Ordinal);

    public string? KeyOf(IHeaderDictionary headers) => BearerKey.Of(headers);

    public WireRequest Read(HttpRequest request, ReadOnlyMemory<byte>? body, IReadOnlyList<string> models, in ReplyMoment moment) => $"{request.Method} {request.Path}" switch
    {
        $"POST {Root}/chat/completions" => WithoutPrefix(OpenAiRequestReader.Read(body, Refuse)),
        $"GET {Root}/models" => WireRequest.Answered(GeminiModelList.Of(models)),
        _ => WireRequest.Answered(new GeminiError(404, "Requested entity was not found.").ToReply()),
    };

    public WireReply Answer(WireRequest request, FinishedAnswer answer, in ReplyMoment moment)
    {
        var completion = new GeminiCompletion(moment, request.Prompt!.Model, answer);
        return request.Prompt.Stream ? completion.InPieces(request.UsageInStream) : completion.Whole();
    }

    public TokenUsage Told(TokenUsage usage) => usage with { CacheWriteTokens = 0 };

    public WireReply Refuse(Refusal refusal, string model, long callNumber) => GeminiRefusals.Of(refusal, model).ToReply();

    public ReadOnlyMemory<byte> RefuseInStream(Refusal refusal, string model, long callNumber) => GeminiRefusals.Of(refusal, model).ToEvent();

    public void WriteHeaders(IHeaderDictionary headers, in ReplyMoment moment) =>
        headers["server-timing"] = string.Create(CultureInfo.InvariantCulture, $"gfet4t7; dur={(long)moment.Elapsed.TotalMilliseconds}");

    public void WriteLimits(IHeaderDictionary headers, IReadOnlyList<LimitReading> limits)
    {
        // It tells none.
    }

    private static WireReply Refuse(OpenAiError error) => new GeminiError(error.Status, error.Message).ToReply();

    // A model may be named with the prefix of the native API.
    private static WireRequest WithoutPrefix(WireRequest request) =>
        request.Prompt is { } prompt && prompt.Model.StartsWith(ModelPrefix, StringComparison.Ordinal)
            ? request with { Prompt = prompt with { Model = prompt.Model[ModelPrefix.Length..] } }
            : request;
}
