namespace PersonaBatch.Samples.Tests;

/// <summary>The sample as its user meets it: a process that is run and run again.</summary>
public sealed class SampleRunTests : IDisposable
{
    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly SampleDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_WithoutArguments_MeetsLimitsAndFailuresAndWritesEveryPersona()
    {
        using var sample = _directory.StartPlain(NoVariables);

        var (exitCode, output, errors) = await sample.EndAsync();

        errors.Should().BeEmpty();
        exitCode.Should().Be(0);
        output.Should().Contain($"Completed: {SampleDirectory.Briefs} personas").And.MatchRegex("received 2[4-9][0-9] calls and refused [1-9]");
        (await _directory.PersonaIdsAsync()).Should().HaveCount(SampleDirectory.Briefs).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Run_CallLog_HasALineForEachCall()
    {
        using var sample = _directory.StartSimulated("--call-log", "calls");

        var (exitCode, output, _) = await sample.EndAsync();

        exitCode.Should().Be(0, output);
        output.Should().Contain($"received {SampleDirectory.Briefs} calls");
        (await _directory.LinesAsync("calls")).Should().HaveCount(SampleDirectory.Briefs).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Run_FinishedBefore_CallsNobody()
    {
        await using var provider = await TestProvider.StartAsync();
        using (var first = _directory.Start(provider))
        {
            (await first.EndAsync()).ExitCode.Should().Be(0);
        }

        using var again = _directory.Start(provider);
        var (exitCode, output, _) = await again.EndAsync();

        exitCode.Should().Be(0);
        output.Should().Contain($"({SampleDirectory.Briefs} from the checkpoint)");
        provider.Called.Should().HaveCount(SampleDirectory.Briefs);
    }

    [Theory]
    [InlineData("model", "gpt-5-mini", "gpt-6", "--model", "gpt-6")]
    [InlineData("endpoint", "simulated", "localhost", "--base-url", "http://localhost:9/v1")]
    public async Task Run_OtherModelOrProviderOnResume_IsRefusedByName(string part, string recorded, string wanted, params string[] arguments)
    {
        await _directory.WriteAsync("in.jsonl", """{"id":"a","text":"a nurse"}""");
        using (var first = _directory.StartSimulated("--input", "in.jsonl"))
        {
            (await first.EndAsync()).ExitCode.Should().Be(0);
        }

        using var again = _directory.StartPlain(NoVariables, ["--input", "in.jsonl", "--checkpoint", "checkpoints", .. arguments]);
        var (exitCode, _, errors) = await again.EndAsync();

        exitCode.Should().Be(2);
        errors.Should().Contain($"{part}: recorded '{recorded}', wanted '{wanted}'").And.Contain("--fresh");
    }

    [Fact]
    public async Task Run_LargePromptsAndRawLineSeparators_ArriveAsTheyAre()
    {
        string[] texts = ["one\u2028two\u2029three", string.Concat(Enumerable.Repeat("A tool for people who mend clocks. ", 800))];
        await _directory.WriteAsync("in.jsonl", texts.Select(static (text, index) => $$"""{"id":"p-{{index}}","tokens":6000,"prompt":"{{text}}"}"""));
        await using var provider = await TestProvider.StartAsync();

        using var sample = _directory.Start(provider, "--input", "in.jsonl");
        var (exitCode, _, errors) = await sample.EndAsync();

        exitCode.Should().Be(0, errors);
        provider.Called.Should().BeEquivalentTo(texts);
        (await _directory.PersonaIdsAsync()).Should().BeEquivalentTo("p-0", "p-1");
    }

    [Fact]
    public async Task Run_MalformedLine_NamesItAndKeepsWhatWasDone()
    {
        await _directory.WriteAsync("in.jsonl", """{"id":"a","text":"a nurse"}""", """{"id":"b","text":"a cook"}""", """{"id":"c" """);

        using var sample = _directory.StartSimulated("--input", "in.jsonl");
        var (exitCode, output, errors) = await sample.EndAsync();

        exitCode.Should().Be(2);
        errors.Should().Contain("in.jsonl, line 3");
        output.Should().Contain("2 personas");
        (await _directory.RecordedIdsAsync()).Should().BeEquivalentTo("a", "b");
    }

    [Fact]
    public async Task Run_DuplicateIds_FailsTheSecondByName()
    {
        await _directory.WriteAsync("in.jsonl", """{"id":"a","text":"a nurse"}""", """{"id":"a","text":"a cook"}""");

        using var sample = _directory.StartSimulated("--input", "in.jsonl");
        var (exitCode, _, errors) = await sample.EndAsync();

        exitCode.Should().Be(1);
        errors.Should().Contain("a: DuplicateId");
    }

    [Fact]
    public async Task Run_BatchHeldByALiveProcess_NamesItsOwner()
    {
        await using var provider = await TestProvider.StartAsync(latencyMs: 60_000);
        using var holder = _directory.Start(provider);
        await holder.WhenAsync(provider.Server.WhenReceivedAsync(1));

        using var second = _directory.Start(provider);
        var (exitCode, _, errors) = await second.EndAsync();

        exitCode.Should().Be(2);
        errors.Should().Contain(Environment.MachineName).And.MatchRegex("process [0-9]+");
    }

    [Fact]
    public async Task Run_Refused_LeavesTheLastOutputAlone()
    {
        await _directory.WriteAsync("personas.jsonl", "precious");
        await _directory.WriteAsync("checkpoints", "a file in the way");

        using var sample = _directory.StartSimulated();
        var (exitCode, _, errors) = await sample.EndAsync();

        exitCode.Should().Be(2);
        errors.Should().Contain("checkpoints").And.NotContain("Unhandled");
        (await File.ReadAllTextAsync(_directory.PathOf("personas.jsonl"))).Should().Be("precious");
    }

    [Theory]
    [InlineData("--output", "no/such/directory/x", "no/such/directory/x")]
    [InlineData("--input", "missing.jsonl", "missing.jsonl")]
    [InlineData("--config", "missing.yaml", "missing.yaml")]
    [InlineData("--workers", "0", "1 to 10000")]
    [InlineData("--base-url", "https://provider.invalid/v1", "OPENAI_API_KEY is not set")]
    public async Task Run_BadArgument_SaysWhatIsAllowed(string option, string value, string message)
    {
        using var sample = _directory.StartPlain(NoVariables, option, value);

        var (exitCode, _, errors) = await sample.EndAsync();

        exitCode.Should().Be(2);
        errors.Should().Contain(message).And.NotContain("Unhandled");
    }
}
