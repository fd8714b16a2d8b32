using System.Net;
using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Providers;

/// <summary>What a run does about the refusals that providers really sent: the final ones take one call, the others their wait.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class RecordedRefusalTests
{
    private static readonly TimeSpan Longest = new RetryOptions().MaxHonoredRetryAfter;

    private readonly VirtualTimeProvider _time = new();

    private int _calls;

    public static TheoryData<string> Final => [.. RecordedAnswer.All.Where(static answer => answer.Status >= 400 && IsFinal(answer)).Select(static answer => answer.Id)];

    public static TheoryData<string> Passing => [.. RecordedAnswer.All.Where(static answer => answer.Status >= 400 && !IsFinal(answer)).Select(static answer => answer.Id)];

    [Theory]
    [MemberData(nameof(Final))]
    public async Task Run_FinalRefusal_TakesOneCall(string id)
    {
        var result = await RunAsync(RecordedAnswer.Of(id));

        _calls.Should().Be(1);
        result.Counts.Succeeded.Should().Be(0);
        result.Duration.Should().Be(TimeSpan.Zero);
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task Run_PassingRefusal_WaitsAsLongAsTheProviderAskedAndSucceeds(string id)
    {
        var answer = RecordedAnswer.Of(id);

        var result = await RunAsync(answer);

        _calls.Should().Be(2);
        result.EnsureAllSucceeded();
        if (answer.RetryAfter is { } wait)
        {
            var pace = answer.Limits is null ? TimeSpan.Zero : TimeSpan.FromSeconds(15); // a limit of five calls a minute holds back the second
            result.Duration.Should().BeGreaterThanOrEqualTo(wait).And.BeLessThan((wait * 1.21) + pace);
        }
    }

    private static bool IsFinal(RecordedAnswer answer) =>
        answer.Class is not (FailureClass.RateLimited or FailureClass.Overloaded) || answer.RetryAfter > Longest;

    private Task<BatchResult<string, string>> RunAsync(RecordedAnswer answer) => _time.RunAsync(async () =>
    {
        using var http = new HttpClient(new ProviderBoundaryHandler { InnerHandler = new StubHandler(_ => ++_calls == 1 ? Refusal(answer) : new HttpResponseMessage()) });
        var sut = new OptimisedBatchProcessor<string, string>(
            (_, cancellationToken) => http.GetStringAsync(new Uri("http://provider/"), cancellationToken),
            new() { Processing = { Checkpoint = { Enabled = false } } },
            new() { TimeProvider = _time, Quotas = new ProviderQuotas() });
        return await sut.ProcessAsync(["item"]);
    });

    private static HttpResponseMessage Refusal(RecordedAnswer answer)
    {
        var response = new HttpResponseMessage((HttpStatusCode)answer.Status) { Content = new StringContent(answer.Body ?? "") };
        foreach (var (name, value) in answer.Headers)
        {
            response.Headers.TryAddWithoutValidation(name, value);
        }

        return response;
    }
}
