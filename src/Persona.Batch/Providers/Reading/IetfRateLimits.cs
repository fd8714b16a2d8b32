using System.Net.Http.Headers;

namespace PersonaBatch;

/// <summary>Reads the drafts of the IETF (draft-ietf-httpapi-ratelimit-headers). Pure.</summary>
/// <remarks>
/// <para><c>RateLimit: "default";r=50;t=30</c> with <c>RateLimit-Policy: "default";q=100;w=60</c> (drafts 8 on, Hugging Face);
/// <c>RateLimit: limit=100, remaining=50, reset=5</c> (draft 7); <c>RateLimit-Limit</c>, <c>-Remaining</c> and <c>-Reset</c> (before, Replicate).</para>
/// <para>A limit whose window no policy names is left out: it may be one of a second.</para>
/// </remarks>
internal static class IetfRateLimits
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static RateLimitReading Read(HttpHeadersNonValidated headers, DateTimeOffset now)
    {
        var arrived = headers.FindDate("date") ?? now;
        var limits = FieldMember.ReadAll(headers.FindList("ratelimit"));
        var policies = FieldMember.ReadAll(headers.FindList("ratelimit-policy"));
        var dimensions = limits.Exists(static limit => limit.Find("r") is not null || limit.Find("t") is not null)
            ? limits.ConvertAll(limit => OfPair(limit, PolicyOf(limit, policies), arrived))
            : [OfThree(limits, policies, headers, arrived)];

        return RateLimitReading.Of(Slowest(dimensions, isTokens: false), Slowest(dimensions, isTokens: true)) with
        {
            Wait = dimensions.Max(static limit => limit.Dimension.Wait),
        };
    }

    private static FieldMember? PolicyOf(FieldMember limit, List<FieldMember> policies) =>
        policies.Find(policy => policy.Values.Intersect(limit.Values, StringComparer.Ordinal).Any()) ?? (policies.Count == 1 ? policies[0] : null);

    private static (string Unit, RateLimitDimension Dimension) OfPair(FieldMember limit, FieldMember? policy, DateTimeOffset arrived) => (
        policy?.Find("qu") ?? "requests",
        NewDimension(HeaderValues.CountOf(policy?.Find("q")), policy, limit.Find("r"), limit.Find("t"), arrived));

    private static (string Unit, RateLimitDimension Dimension) OfThree(
        List<FieldMember> limits, List<FieldMember> policies, HttpHeadersNonValidated headers, DateTimeOffset arrived)
    {
        var ofLimit = FieldMember.ReadAll(headers.FindList("ratelimit-limit"));
        var stated = Find("limit") ?? (ofLimit is [{ Values: [var number, ..] }, ..] ? number : null);
        var named = policies.Concat(ofLimit).Where(static policy => policy.Find("w") is not null).ToList();
        var policy = named.Find(policy => policy.Values.Contains(stated, StringComparer.Ordinal)) ?? (named.Count == 1 ? named[0] : null);
        return ("requests", NewDimension(
            HeaderValues.CountOf(stated),
            policy,
            Find("remaining") ?? headers.Find("ratelimit-remaining"),
            Find("reset") ?? headers.Find("ratelimit-reset"),
            arrived));

        string? Find(string name) => limits.Select(limit => limit.Find(name)).FirstOrDefault(static value => value is not null);
    }

    private static RateLimitDimension NewDimension(int? limit, FieldMember? policy, string? remaining, string? reset, DateTimeOffset arrived)
    {
        TimeSpan? window = HeaderValues.CountOf(policy?.Find("w")) is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null;
        return new RateLimitDimension(
            window is not null && limit > 0 ? limit : null, HeaderValues.CountOf(remaining), ResetTime.Read(reset, arrived), Second, window);
    }

    private static RateLimitDimension Slowest(List<(string Unit, RateLimitDimension Dimension)> dimensions, bool isTokens) => dimensions
        .Where(limit => limit.Unit.Contains(isTokens ? "token" : "request", StringComparison.OrdinalIgnoreCase))
        .Select(static limit => limit.Dimension.PerMinute)
        .Where(static limit => !limit.SaysNothing)
        .OrderBy(static limit => limit.Limit ?? int.MaxValue)
        .FirstOrDefault();
}
