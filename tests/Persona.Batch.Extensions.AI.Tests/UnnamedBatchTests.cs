using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

/// <summary>A batch that nobody named is known by whoever words its requests.</summary>
[Collection(VirtualTimeCollection.Name)]
public sealed class UnnamedBatchTests : IDisposable
{
    private static readonly Func<string, string> Prompt = static item => item;
    private static readonly Func<string, string> AnotherPrompt = static item => $"Shorter: {item}";

    private readonly TempDirectory _directory = new();
    private readonly ChatBatch<string> _batch;

    private bool _isBroke = true;

    public UnnamedBatchTests()
    {
        _batch = new ChatBatch<string>(call =>
            call.Number == 3 && _isBroke ? throw new ProviderException(new(FailureClass.QuotaExhausted)) : Answers.Text(call.Prompt));
        _batch.Options.Concurrency.MaxWorkers = 1;
        _batch.Options.Processing.Checkpoint.Enabled = true;
        _batch.Options.Processing.Checkpoint.Directory = _directory.Path;
    }

    [Fact]
    public async Task SamePrompt_GoesOnWhereItStopped()
    {
        await RunAsync(Prompt);
        _isBroke = false;

        var result = await RunAsync(Prompt);

        result.Counts.Replayed.Should().Be(2);
    }

    [Fact]
    public async Task AnotherPrompt_StartsAnew()
    {
        await RunAsync(Prompt);
        _isBroke = false;

        var result = await RunAsync(AnotherPrompt);

        result.Counts.Replayed.Should().Be(0);
        result.Values.Should().OnlyContain(text => text.StartsWith("Shorter"));
    }

    [Fact]
    public async Task OtherMessages_StartAnew()
    {
        await RunAsync(Prompt);
        _isBroke = false;

        var result = await RunAsync(Prompt, chat => chat.Messages = item => [new(ChatRole.User, $"Longer: {item}")]);

        result.Counts.Replayed.Should().Be(0);
    }

    public void Dispose() => _directory.Dispose();

    private Task<BatchResult<string, string>> RunAsync(Func<string, string> prompt, Action<ChatCallOptions<string>>? configure = null) =>
        _batch.RunAsync(_batch.Client.AsBatchProvider<string, string>(prompt, configure), "one", "two", "three", "four");
}
