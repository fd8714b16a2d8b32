using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

[Collection(VirtualTimeCollection.Name)]
public sealed class TextTests
{
    [Fact]
    public async Task CallAsync_StringResult_IsTheTextOfTheAnswer()
    {
        var batch = new ChatBatch<string>(call => Answers.Text($"about {call.Prompt}"));

        var result = await batch.RunAsync("Oslo", "Paris");

        result.Values.Should().Equal("about Oslo", "about Paris");
        batch.Client.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task CallAsync_SystemPrompt_GoesFirst()
    {
        var batch = new ChatBatch<string>(_ => Answers.Text("yes")) { Configure = chat => chat.SystemPrompt = "Be short." };

        await batch.RunAsync("Oslo");

        batch.Client.Calls.Single().Transcript.Should().Equal("system: Be short.", "user: Oslo");
    }

    [Fact]
    public async Task CallAsync_Messages_ReplaceThePromptAndFollowTheSystemPrompt()
    {
        var batch = new ChatBatch<string>(_ => Answers.Text("yes"))
        {
            Configure = chat =>
            {
                chat.SystemPrompt = "Be short.";
                chat.Messages = item => [new(ChatRole.User, "Rome?"), new(ChatRole.Assistant, "Italy"), new(ChatRole.User, $"{item}?")];
            },
        };

        await batch.RunAsync("Oslo");

        batch.Client.Calls.Single().Transcript.Should().Equal("system: Be short.", "user: Rome?", "assistant: Italy", "user: Oslo?");
    }

    [Fact]
    public async Task CallAsync_ClientChangesItsOptions_NeitherTheUsersNorTheNextCallsChange()
    {
        var users = new ChatOptions { ModelId = "gpt-mine", StopSequences = ["END"] };
        var batch = new ChatBatch<string>(call =>
        {
            call.Options.ModelId.Should().Be("gpt-mine");
            call.Options.StopSequences.Should().Equal("END");
            call.Options.ModelId = "changed";
            call.Options.StopSequences!.Add("changed");
            return Answers.Text("yes");
        })
        {
            Configure = chat => chat.ChatOptions = users,
        };

        (await batch.RunAsync("one", "two", "three")).EnsureAllSucceeded();

        users.Should().BeEquivalentTo(new ChatOptions { ModelId = "gpt-mine", StopSequences = ["END"] });
    }

    [Fact]
    public async Task AsBatchProvider_OptionsChangedAfterwards_ChangeNothing()
    {
        ChatCallOptions<string>? options = null;
        var batch = new ChatBatch<string>(_ => Answers.Text("yes")) { Configure = chat => options = chat };
        var provider = batch.Provider();
        options!.ChatOptions.Temperature = 1;
        options.SystemPrompt = "late";

        await batch.RunAsync(provider, "Oslo");

        var call = batch.Client.Calls.Single();
        call.Options.Temperature.Should().BeNull();
        call.Transcript.Should().Equal("user: Oslo");
    }

    [Fact]
    public async Task AsBatchProvider_Configure_RunsOnce()
    {
        var times = 0;
        var batch = new ChatBatch<string>(_ => Answers.Text("yes")) { Configure = _ => times++ };

        await batch.RunAsync("one", "two", "three");

        times.Should().Be(1);
    }

    [Fact]
    public async Task CallAsync_ClientThrows_TheExceptionPassesThrough()
    {
        var thrown = new TimeZoneNotFoundException("the client's own");
        Exception? seen = null;
        var batch = new ChatBatch<string>(_ => throw thrown);
        batch.Hooks.Classify = (exception, _) =>
        {
            seen = exception;
            return new(FailureClass.InvalidRequest, "sorted");
        };

        var failure = await batch.FailureAsync();

        seen.Should().BeSameAs(thrown);
        failure.Should().Be(new BatchFailure(FailureClass.InvalidRequest, "sorted"));
    }

    [Fact]
    public async Task CallAsync_RunCancelled_TheClientsTokenFires()
    {
        using var cancellation = new CancellationTokenSource();
        var client = new ScriptedChatClient(_ => Answers.Text("late"))
        {
            Waiting = async token =>
            {
                await cancellation.CancelAsync();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
            },
        };
        var processor = new OptimisedBatchProcessor<string, string>(
            client.AsBatchProvider<string, string>(item => item), new() { Processing = { Checkpoint = { Enabled = false } } });

        await FluentActions.Awaiting(() => processor.ProcessAsync(["item"], cancellationToken: cancellation.Token))
            .Should().ThrowAsync<BatchCanceledException>();

        client.Calls.Single().Token.IsCancellationRequested.Should().BeTrue();
    }
}
