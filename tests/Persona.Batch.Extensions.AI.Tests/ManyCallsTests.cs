using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

public sealed class ManyCallsTests
{
    private const int Calls = 1_000;

    [Fact]
    public async Task AThousandCallsAtOnce_MixNothing()
    {
        var arrived = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new ScriptedChatClient(Echo)
        {
            Waiting = token =>
            {
                if (Interlocked.Increment(ref arrived) == Calls)
                {
                    all.SetResult();
                }

                return all.Task.WaitAsync(token);
            },
        };
        var processor = new OptimisedBatchProcessor<int, Persona>(
            client.AsBatchProvider<int, Persona>(item => $"{item}"),
            new() { Concurrency = { MaxWorkers = Calls }, Processing = { Mode = BatchMode.Fixed, Checkpoint = { Enabled = false } }, Timeouts = { Batch = TimeSpan.FromMinutes(1) } });

        var result = await processor.ProcessAsync(Enumerable.Range(1, Calls));

        result.EnsureAllSucceeded();
        result.Outcomes.Should().OnlyContain(outcome => outcome.Value!.Name == $"{outcome.Item}" && outcome.Value.Age == outcome.Item);
        result.Outcomes.Should().OnlyContain(outcome => outcome.Usage == new TokenUsage(outcome.Item, outcome.Item));
    }

    private static ChatResponse Echo(ChatCall call)
    {
        var number = int.Parse(call.Prompt, System.Globalization.CultureInfo.InvariantCulture);
        return Answers.Text($$"""{"name":"{{number}}","age":{{number}}}""", usage: new() { InputTokenCount = number, OutputTokenCount = number });
    }
}
