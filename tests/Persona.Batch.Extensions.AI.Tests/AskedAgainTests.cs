using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

/// <summary>What the model is told after an answer that could not be used.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class AskedAgainTests
{
    private const string Broken = """{"name":"Ada","age":"thirty"}""";
    private const string Good = """{"name":"Ada","age":30}""";

    [Fact]
    public async Task AfterAParseFailure_TheModelSeesItsAnswerAndTheReason()
    {
        var batch = new ChatBatch<Persona>(call => Answers.Text(call.Number == 1 ? Broken : Good));

        (await batch.RunAsync("item")).EnsureAllSucceeded();

        var again = batch.Client.Calls[1].Transcript.ToList();
        again.Should().HaveCount(3).And.StartWith(["user: item", $"assistant: {Broken}"]);
        again[2].Should().StartWith("user: Your previous answer could not be used: The answer is not the JSON").And.Contain("$.age");
    }

    [Fact]
    public async Task AfterAFailedValidation_TheModelReadsWhatValidateSaid()
    {
        var batch = new ChatBatch<string>(call => Answers.Text(call.Number == 1 ? "no" : "yes"));
        batch.Hooks.Validate = static (_, text) => text == "yes" ? null : "say yes";

        (await batch.RunAsync("item")).EnsureAllSucceeded();

        batch.Client.Calls[1].Transcript.Should().Equal(
            "user: item", "assistant: no", "user: Your previous answer could not be used: say yes\nAnswer the request again, completely.");
    }

    [Fact]
    public async Task AfterACutAnswer_TheModelIsToldToBeShorterAndNotShownIt()
    {
        var batch = new ChatBatch<string>(call => call.Number == 1 ? Answers.Text("once upon a", ChatFinishReason.Length) : Answers.Text("once"));

        (await batch.RunAsync("item")).EnsureAllSucceeded();

        batch.Client.Calls[1].Transcript.Should().Equal(
            "user: item", "user: Your previous answer was cut off because it was too long. Answer again, shorter.");
    }

    [Fact]
    public async Task AfterAnEmptyAnswer_OnlyTheReasonIsAdded()
    {
        var batch = new ChatBatch<string>(call => Answers.Text(call.Number == 1 ? "" : "yes"));

        (await batch.RunAsync("item")).EnsureAllSucceeded();

        batch.Client.Calls[1].Transcript.Should().HaveCount(2);
        batch.Client.Calls[1].Prompt.Should().Contain("The answer is empty.");
    }

    [Theory]
    [InlineData(FailureClass.ServerError)]
    [InlineData(FailureClass.RateLimited)]
    [InlineData(FailureClass.Timeout)]
    public async Task AfterAnyOtherFailure_TheRequestIsTheSame(FailureClass failure)
    {
        var batch = new ChatBatch<string>(call => call.Number == 1 ? throw new ProviderException(new(failure, "no")) : Answers.Text("yes"));

        (await batch.RunAsync("item")).EnsureAllSucceeded();

        batch.Client.Calls.Should().HaveCount(2).And.AllSatisfy(call => call.Transcript.Should().Equal("user: item"));
    }

    [Fact]
    public async Task OnResume_TheReasonIsStillKnown()
    {
        using var directory = new TempDirectory();
        var good = false;
        var batch = new ChatBatch<Persona>(_ => Answers.Text(good ? Good : Broken));
        batch.Options.BatchId = "resumed";
        batch.Options.Processing.Checkpoint.Enabled = true;
        batch.Options.Processing.Checkpoint.Directory = directory.Path;
        await batch.FailureAsync();
        good = true;

        (await batch.RunAsync("item")).EnsureAllSucceeded();

        batch.Client.Calls[^1].Transcript.Should().HaveCount(3).And.Contain($"assistant: {Broken}");
    }
}
