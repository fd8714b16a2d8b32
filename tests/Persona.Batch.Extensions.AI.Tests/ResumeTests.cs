using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

/// <summary>A named batch is not gone on with by another model or system prompt.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class ResumeTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    [Fact]
    public async Task SameRequest_MakesNoCall()
    {
        await RunAsync(chat => chat.SystemPrompt = "Be short.");

        var result = await RunAsync(chat => chat.SystemPrompt = "Be short.");

        result.Counts.Replayed.Should().Be(1);
    }

    [Fact]
    public async Task MoreOutputTokens_MakeNoDifference()
    {
        await RunAsync(chat => chat.ChatOptions.MaxOutputTokens = 100);

        var result = await RunAsync(chat => chat.ChatOptions.MaxOutputTokens = 2000);

        result.Counts.Replayed.Should().Be(1);
    }

    [Fact]
    public async Task AnotherSystemPrompt_IsRefusedByName()
    {
        await RunAsync(chat => chat.SystemPrompt = "Be short.");

        await RefusedAsync("system prompt", "Be short. #*", "Be long. #*", chat => chat.SystemPrompt = "Be long.");
    }

    [Fact]
    public async Task AnotherModel_IsRefusedByName()
    {
        await RunAsync();

        await RefusedAsync("model", "gpt-test", "gpt-mine", chat => chat.ChatOptions.ModelId = "gpt-mine");
    }

    [Fact]
    public async Task ATemperatureThatWasNotSet_IsRefusedByName()
    {
        await RunAsync();

        await RefusedAsync("temperature", "not set", "0.5", chat => chat.ChatOptions.Temperature = 0.5f);
    }

    public void Dispose() => _directory.Dispose();

    private Task<BatchResult<string, string>> RunAsync(Action<ChatCallOptions<string>>? configure = null)
    {
        var batch = new ChatBatch<string>(_ => Answers.Text("yes")) { Configure = configure };
        batch.Options.BatchId = "named";
        batch.Options.Processing.Checkpoint.Enabled = true;
        batch.Options.Processing.Checkpoint.Directory = _directory.Path;
        return batch.RunAsync("item");
    }

    private async Task RefusedAsync(string part, string recorded, string wanted, Action<ChatCallOptions<string>> configure)
    {
        var thrown = (await FluentActions.Awaiting(() => RunAsync(configure)).Should().ThrowAsync<CheckpointException>()).Which;

        thrown.Problem.Should().Be(CheckpointProblem.Mismatch);
        thrown.DifferingParts.Should().ContainSingle().Which.Key.Should().Be(part);
        thrown.DifferingParts[part].Wanted.Should().Match(wanted);
        (thrown.DifferingParts[part].Recorded ?? "not set").Should().Match(recorded);
    }
}
