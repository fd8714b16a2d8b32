using System.Text.Json;
using PersonaBatch.Testing;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Runs;

/// <summary>The raw answer that a provider's code reported is kept with whatever failure comes of it.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class ResponseTextTests
{
    private const string Raw = "{ \"n\":  1 }";

    private readonly VirtualBatch _batch = new();

    [Fact]
    public async Task Validate_FindsAFault_TheReportedTextIsKept()
    {
        _batch.Hooks.Validate = static (_, _) => "no";

        (await FailureAsync(() => "1")).Should().Be(new BatchFailure(FailureClass.InvalidResponse, "no") { ResponseText = Raw });
    }

    [Fact]
    public async Task Validate_Throws_TheReportedTextIsKept()
    {
        _batch.Hooks.Validate = static (_, _) => throw new InvalidOperationException("my bug");

        (await FailureAsync(() => "1")).ResponseText.Should().Be(Raw);
    }

    [Fact]
    public async Task Call_Throws_TheReportedTextIsKept() =>
        (await FailureAsync(static () => throw new JsonException("no"))).Should().Be(new BatchFailure(FailureClass.InvalidResponse, "no") { ResponseText = Raw });

    [Fact]
    public async Task Call_ThrowsWithATextOfItsOwn_ThatOneIsKept() =>
        (await FailureAsync(static () => throw new ProviderException(new(FailureClass.ContentFiltered) { ResponseText = "own" })))
        .ResponseText.Should().Be("own");

    private async Task<BatchFailure> FailureAsync(Func<string> answer)
    {
        var sut = new OptimisedBatchProcessor<string, string>(
            (_, call, _) =>
            {
                call.ReportResponseText(Raw);
                return Task.FromResult(answer());
            },
            _batch.Options,
            _batch.Hooks);

        var result = await _batch.Time.RunAsync(() => sut.ProcessAsync(["item"]));
        return result.Failed.Should().ContainSingle().Which.Failure!;
    }
}
