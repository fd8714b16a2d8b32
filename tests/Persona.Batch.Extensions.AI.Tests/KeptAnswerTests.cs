using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

/// <summary>What a model answered is read again by another parser or validation, without a call.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class KeptAnswerTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task OtherMetadata_ReadsTheKeptAnswer()
    {
        await RunAsync<Persona>("""{"name":"Ada","age":36}""", chat => chat.Json = SnakeJson.Default, Named);

        var (result, calls) = await RunAsync<Persona>("never", validate: Named);

        calls.Should().BeEmpty();
        result.Values.Should().Equal(new Persona("Ada", 36));

        static string? Named(Persona persona) => persona.Name is null ? "no name" : null;
    }

    [Fact]
    public async Task OtherValidation_ReadsTheKeptAnswerAtTheCostAlreadyPaid()
    {
        await RunAsync<Persona>("""{"name":"Ada","age":36}""", validate: static persona => persona.Age > 40 ? null : "too young");

        var (result, calls) = await RunAsync<Persona>("never", validate: static persona => persona.Age > 30 ? null : "too young");

        calls.Should().BeEmpty();
        result.Succeeded.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Attempts = 3, Usage = new TokenUsage(30, 15) });
    }

    [Fact]
    public async Task ResultThatIsNoObject_IsReadAsItTravelled()
    {
        await RunAsync<int[]>("""{"data":[1,2]}""", validate: static numbers => numbers.Length > 2 ? null : "too few");

        var (result, calls) = await RunAsync<int[]>("never");

        calls.Should().BeEmpty();
        result.Values.Single().Should().Equal(1, 2);
    }

    [Fact]
    public async Task CutAnswer_IsNotReadButAskedAgain()
    {
        await RunAsync<string>("once upon a", reason: ChatFinishReason.Length);

        var (result, calls) = await RunAsync<string>("once");

        calls.Should().ContainSingle();
        result.Values.Should().Equal("once");
    }

    [Fact]
    public async Task CutAnswer_AcceptedNow_IsRead()
    {
        await RunAsync<string>("once upon a", reason: ChatFinishReason.Length);

        var (result, calls) = await RunAsync<string>("never", static chat => chat.AcceptTruncated = true);

        calls.Should().BeEmpty();
        result.Values.Should().Equal("once upon a");
    }

    [Fact]
    public async Task BlankAnswer_IsNoText()
    {
        await RunAsync<string>(" \n");

        var (_, calls) = await RunAsync<string>("yes");

        calls.Should().ContainSingle();
    }

    [Fact]
    public async Task FilteredAnswer_StaysFiltered()
    {
        await RunAsync<string>("I wou", reason: ChatFinishReason.ContentFilter);

        var (result, calls) = await RunAsync<string>("never");

        calls.Should().BeEmpty();
        result.Failed.Should().ContainSingle().Which.Failure!.Code.Should().Be("content_filter");
    }

    [Fact]
    public async Task StillBad_TheModelReadsTodaysReason()
    {
        await RunAsync<string>("no", validate: static _ => "say yes");

        var (_, calls) = await RunAsync<string>("oui", validate: static text => text == "oui" ? null : "say oui");

        calls[0].Transcript.Should().Equal("user: item", "assistant: no", "user: Your previous answer could not be used: say oui\nAnswer the request again, completely.");
    }

    [Fact]
    public async Task RunAgainWhereTheFinishReasonWasLength_IsOnePredicate()
    {
        ChatResponse First(ChatCall call) => call.Messages[0].Text switch
        {
            "cut" => Answers.Text("once upon a", ChatFinishReason.Length),
            "bad" => Answers.Text("no"),
            _ => Answers.Text("yes"),
        };
        await NewBatch<string>(First, validate: Yes).RunAsync("cut", "bad", "good");
        var again = NewBatch<string>(static _ => Answers.Text("yes"), validate: Yes);

        var result = await again.RunAsync(["cut", "bad", "good"], new() { RunAgain = static recorded => recorded.Failure?.Code == "length" });

        again.Client.Calls.Should().ContainSingle().Which.Messages[0].Text.Should().Be("cut");
        result.Outcomes.Select(static outcome => outcome.Status).Should().Equal(ItemStatus.Succeeded, ItemStatus.Failed, ItemStatus.Succeeded);

        static string? Yes(string text) => text == "yes" ? null : "say yes";
    }

    public void Dispose() => _directory.Dispose();

    private async Task<(BatchResult<string, TResult> Result, IReadOnlyList<ChatCall> Calls)> RunAsync<TResult>(
        string answer, Action<ChatCallOptions<string>>? configure = null, Func<TResult, string?>? validate = null, ChatFinishReason? reason = null)
    {
        var batch = NewBatch(_ => Answers.Text(answer, reason, new() { InputTokenCount = 10, OutputTokenCount = 5 }), configure, validate);
        return (await batch.RunAsync("item"), batch.Client.Calls);
    }

    private ChatBatch<TResult> NewBatch<TResult>(
        Func<ChatCall, ChatResponse> script, Action<ChatCallOptions<string>>? configure = null, Func<TResult, string?>? validate = null)
    {
        var batch = new ChatBatch<TResult>(script) { Configure = configure };
        batch.Options.BatchId = "kept";
        batch.Options.Processing.Checkpoint.Enabled = true;
        batch.Options.Processing.Checkpoint.Directory = _directory.Path;
        batch.Hooks.Validate = validate is null ? null : (_, value) => validate(value);
        return batch;
    }
}
