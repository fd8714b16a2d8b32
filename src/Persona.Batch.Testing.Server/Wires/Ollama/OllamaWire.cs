using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>The wire of Ollama's chat: no keys, no limits in headers, no hint how long to wait.</summary>
internal sealed class OllamaWire : IWire
{
    public SimulatedWire Name => SimulatedWire.Ollama;

    public string EndpointPath => "/";

    public bool HasKeys => false;

    public SimulatedHints Hints => SimulatedHints.None;

    public bool Speaks(HttpRequest request) => request.Path == "/" || request.Path.StartsWithSegments("/api", StringComparison.Ordinal);

    public string? KeyOf(IHeaderDictionary headers) => BearerKey.Of(headers);

    public WireRequest Read(HttpRequest request, ReadOnlyMemory<byte>? body, IReadOnlyList<string> models, in ReplyMoment moment)
    {
        var now = moment.Now;
        var method = HttpMethods.IsHead(request.Method) ? HttpMethods.Get : request.Method;
        return ($"{method} {request.Path}", request.Path.ToString()) switch
        {
            ("POST /api/chat", _) => OllamaRequestReader.Read(body, model => Offers(models, model) ? OllamaChatReply.Loaded(model, now) : Unknown(model)),
            ("POST /api/show", _) => WireRequest.Answered(ShownTo(OllamaRequestReader.ReadModel(body), models)),
            ("GET /api/tags", _) => WireRequest.Answered(OllamaModels.Of(models)),
            ("GET /api/ps", _) => WireRequest.Answered(OllamaModels.Of([])),
            ("GET /api/version", _) => WireRequest.Answered(OllamaModels.Version()),
            ("GET /", _) => WireRequest.Answered(Plain(StatusCodes.Status200OK, "Ollama is running")),
            (_, "/" or "/api/chat" or "/api/show" or "/api/tags" or "/api/ps" or "/api/version") =>
                WireRequest.Answered(Plain(StatusCodes.Status405MethodNotAllowed, "405 method not allowed")),
            _ => WireRequest.Answered(Plain(StatusCodes.Status404NotFound, "404 page not found")),
        };
    }

    public WireReply Answer(WireRequest request, FinishedAnswer answer, in ReplyMoment moment)
    {
        var reply = new OllamaChatReply(request.Prompt!.Model, answer, moment);
        return request.Prompt.Stream ? reply.InPieces() : reply.Whole();
    }

    public TokenUsage Told(TokenUsage usage) => new(usage.InputTokens, usage.OutputTokens);

    public WireReply Refuse(Refusal refusal, string model, long callNumber) => OllamaRefusals.Of(refusal, model).ToReply();

    public ReadOnlyMemory<byte> RefuseInStream(Refusal refusal, string model, long callNumber) => OllamaRefusals.Of(refusal, model).ToLine();

    public void WriteHeaders(IHeaderDictionary headers, in ReplyMoment moment)
    {
        // It has none of its own.
    }

    public void WriteLimits(IHeaderDictionary headers, IReadOnlyList<LimitReading> limits)
    {
        // It has none.
    }

    private static bool Offers(IReadOnlyList<string> models, string model) => models.Count == 0 || models.Contains(model, StringComparer.Ordinal);

    private static WireReply Unknown(string model) => OllamaRefusals.Of(new Refusal(RefusalKind.ModelUnknown), model).ToReply();

    private static WireReply ShownTo(string? model, IReadOnlyList<string> models) =>
        model is null ? new OllamaError(400, "model is required").ToReply()
            : Offers(models, model) ? OllamaModels.Shown()
            : Unknown(model);

    private static WireReply Plain(int status, string text) => new(status, "text/plain; charset=utf-8", text);
}
