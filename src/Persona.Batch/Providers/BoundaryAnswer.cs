namespace PersonaBatch;

/// <summary>What <see cref="ProviderBoundaryHandler"/> makes of an answer.</summary>
internal static class BoundaryAnswer
{
    private static readonly string[] SecretHeaders = ["authorization", "proxy-authorization", "api-key", "x-api-key", "x-goog-api-key"];

    public static bool IsError(HttpResponseMessage response) => (int)response.StatusCode >= 400;

    /// <summary>Notes what a good answer says of the limits and hands it on unread. A Retry-After on it means nothing.</summary>
    public static HttpResponseMessage Accept(HttpResponseMessage response, ProviderBoundary boundary)
    {
        if (response.IsSuccessStatusCode)
        {
            boundary.CountAnswer();
            Note(RateLimitHeaders.Read(response.Headers.NonValidated, TimeProvider.System.GetUtcNow()).Report, boundary);
            response.Content = new BoundaryContent(response.Content, boundary);
        }

        return response;
    }

    /// <summary>Notes what any answer says, of the limits and of a refusal, and leaves it as it is: its body is its caller's to read.</summary>
    public static HttpResponseMessage Watch(HttpResponseMessage response, Action<BatchFailure> watcher, ProviderBoundary boundary)
    {
        var headers = response.Headers.NonValidated;
        var now = TimeProvider.System.GetUtcNow();
        Note(RateLimitHeaders.Read(headers, now).Report, boundary);
        if (IsError(response))
        {
            watcher(HttpFailure.Read((int)response.StatusCode, headers, body: null, now).Failure);
        }

        return response;
    }

    /// <summary>Makes the exception of an error answer, and notes what it says of the limits.</summary>
    public static ProviderException Refuse(HttpRequestMessage request, HttpResponseMessage response, string body, ProviderBoundary boundary)
    {
        var read = HttpFailure.Read(
            (int)response.StatusCode, response.Headers.NonValidated, body, TimeProvider.System.GetUtcNow(), SecretsOf(request));
        Note(read.Limits, boundary);
        return new ProviderException(read.Failure);
    }

    private static void Note(RateLimitReport? limits, ProviderBoundary boundary)
    {
        if (limits is not null)
        {
            boundary.Limits = limits;
        }
    }

    /// <summary>What the call authenticated with, so that an answer that repeats it can be masked whatever it looks like.</summary>
    private static string[] SecretsOf(HttpRequestMessage request) =>
    [
        .. SecretHeaders
            .Select(name => request.Headers.NonValidated.Find(name))
            .OfType<string>()
            .Select(static value => value[(value.LastIndexOf(' ') + 1)..]),
    ];
}
