using System.Text.Json;

namespace PersonaBatch.Samples.Tests;

/// <summary>The sample as its user meets it: a process that is run, killed, interrupted and run again.</summary>
public sealed class SampleRunTests : IDisposable
{
    private const int Briefs = 237;

    private readonly string _directory = Directory.CreateTempSubdirectory("persona-batch-sample-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Run_BuiltInBriefs_WritesOnePersonaForEach()
    {
        using var sample = Start("--latency-ms", "5", "--workers", "50");

        var (exitCode, output, errors) = await sample.EndAsync();

        errors.Should().BeEmpty();
        exitCode.Should().Be(0);
        output.Should().Contain($"Completed: {Briefs} personas");
        (await PersonaIdsAsync()).Should().HaveCount(Briefs).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Run_KilledInTheMiddleAndStartedAgain_LosesNothingAndRepeatsNoFinishedItem()
    {
        using (var killed = Start("--latency-ms", "60", "--workers", "8", "--call-log", "calls-1"))
        {
            await killed.CallsAsync(Path.Combine(_directory, "calls-1"), calls: 90);
            await killed.KillAsync();
        }

        var durable = await RecordedIdsAsync();
        using var again = Start("--latency-ms", "1", "--workers", "50", "--call-log", "calls-2");
        var (exitCode, output, _) = await again.EndAsync();

        exitCode.Should().Be(0, output);
        var firstCalls = await LinesAsync("calls-1");
        var secondCalls = await LinesAsync("calls-2");
        durable.Should().HaveCountGreaterThan(40);
        secondCalls.Should().NotIntersectWith(durable);
        (await PersonaIdsAsync()).Should().HaveCount(Briefs).And.OnlyHaveUniqueItems();
        (firstCalls.Count + secondCalls.Count).Should().BeLessThanOrEqualTo(Briefs + 8 + 10, "a crash repeats at most the calls in flight and the interval");
    }

    [Fact]
    public async Task Run_KilledAgainAndAgain_EndsWithEveryPersonaOnce()
    {
        for (var kill = 1; kill <= 5; kill++)
        {
            using var killed = Start("--latency-ms", "30", "--workers", "4", "--call-log", $"calls-{kill}");
            await killed.CallsAsync(Path.Combine(_directory, $"calls-{kill}"), calls: 5 + (7 * kill));
            await killed.KillAsync();
        }

        var durable = await RecordedIdsAsync();
        using var last = Start("--latency-ms", "1", "--workers", "50", "--call-log", "calls-last");
        var (exitCode, output, _) = await last.EndAsync();

        exitCode.Should().Be(0, output);
        (await LinesAsync("calls-last")).Should().NotIntersectWith(durable);
        (await PersonaIdsAsync()).Should().HaveCount(Briefs).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Run_FinishedBefore_CallsNobody()
    {
        using (var first = Start("--latency-ms", "1", "--workers", "50"))
        {
            await first.EndAsync();
        }

        using var again = Start("--call-log", "calls");
        var (exitCode, output, _) = await again.EndAsync();

        exitCode.Should().Be(0);
        output.Should().Contain($"({Briefs} from the checkpoint)");
        (await LinesAsync("calls")).Should().BeEmpty();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Run_Interrupted_FinishesCallsInFlightAndCanBeResumed(string signal)
    {
        if (OperatingSystem.IsWindows() || (signal == "INT" && await InterruptsAreIgnoredAsync()))
        {
            return; // no such signals there, or the shell that started us passes its deafness on
        }

        using (var sample = Start("--latency-ms", "100", "--workers", "8", "--call-log", "calls-1"))
        {
            await sample.CallsAsync(Path.Combine(_directory, "calls-1"), calls: 40);
            sample.Signal(signal);
            var (stopped, output, _) = await sample.EndAsync();

            stopped.Should().Be(130, output);
            output.Should().Contain("Stopped:");
        }

        var called = await LinesAsync("calls-1");
        using var again = Start("--latency-ms", "1", "--workers", "50", "--call-log", "calls-2");
        var (exitCode, _, _) = await again.EndAsync();

        exitCode.Should().Be(0);
        called.Should().NotIntersectWith(await LinesAsync("calls-2"), "what was in flight was finished and saved");
    }

    [Fact]
    public async Task Run_MalformedLine_NamesItAndKeepsWhatWasDone()
    {
        await File.WriteAllLinesAsync(Path.Combine(_directory, "in.jsonl"), ["""{"id":"a","text":"a nurse"}""", """{"id":"b","text":"a cook"}""", """{"id":"c" """]);

        using var sample = Start("--input", "in.jsonl", "--latency-ms", "1");
        var (exitCode, output, errors) = await sample.EndAsync();

        exitCode.Should().Be(2);
        errors.Should().Contain("in.jsonl, line 3");
        output.Should().Contain("2 personas");
        (await RecordedIdsAsync()).Should().BeEquivalentTo("a", "b");
    }

    [Fact]
    public async Task Run_DuplicateIds_FailsTheSecondByName()
    {
        await File.WriteAllLinesAsync(Path.Combine(_directory, "in.jsonl"), ["""{"id":"a","text":"a nurse"}""", """{"id":"a","text":"a cook"}"""]);

        using var sample = Start("--input", "in.jsonl", "--latency-ms", "1");
        var (exitCode, _, errors) = await sample.EndAsync();

        exitCode.Should().Be(1);
        errors.Should().Contain("a: DuplicateId");
    }

    [Fact]
    public async Task Run_BatchHeldByALiveProcess_NamesItsOwner()
    {
        using var holder = Start("--latency-ms", "5000", "--call-log", "calls");
        await holder.CallsAsync(Path.Combine(_directory, "calls"), calls: 1);

        using var second = Start();
        var (exitCode, _, errors) = await second.EndAsync();

        exitCode.Should().Be(2);
        errors.Should().Contain(Environment.MachineName).And.MatchRegex("process [0-9]+");
    }

    [Fact]
    public async Task Run_Refused_LeavesTheLastOutputAlone()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory, "personas.jsonl"), "precious");
        await File.WriteAllTextAsync(Path.Combine(_directory, "checkpoints"), "a file in the way");

        using var sample = Start();
        var (exitCode, _, errors) = await sample.EndAsync();

        exitCode.Should().Be(2);
        errors.Should().Contain("checkpoints").And.NotContain("Unhandled");
        (await File.ReadAllTextAsync(Path.Combine(_directory, "personas.jsonl"))).Should().Be("precious");
    }

    [Theory]
    [InlineData("--output", "no/such/directory/x", "no/such/directory/x")]
    [InlineData("--input", "missing.jsonl", "missing.jsonl")]
    [InlineData("--workers", "0", "1 to 10000")]
    public async Task Run_BadArgument_SaysWhatIsAllowed(string option, string value, string message)
    {
        using var sample = Start(option, value);

        var (exitCode, _, errors) = await sample.EndAsync();

        exitCode.Should().Be(2);
        errors.Should().Contain(message);
    }

    /// <summary>A shell starts its background jobs with SIGINT ignored, and every child inherits it.</summary>
    private static async Task<bool> InterruptsAreIgnoredAsync()
    {
        const int Interrupt = 1 << (2 - 1);
        const string Status = "/proc/self/status";
        var ignored = File.Exists(Status) ? (await File.ReadAllLinesAsync(Status)).FirstOrDefault(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return ignored is not null && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & Interrupt) != 0;
    }

    private SampleProcess Start(params string[] arguments) => SampleProcess.Start(_directory, ["--error-rate", "0", "--checkpoint", "checkpoints", .. arguments]);

    private Task<List<string>> LinesAsync(string file) => SharedFile.ReadLinesAsync(Path.Combine(_directory, file));

    private async Task<List<string>> PersonaIdsAsync() =>
        [.. (await LinesAsync("personas.jsonl")).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString()!)];

    /// <summary>The ids whose results are whole lines of the journal, found as any other tool would find them.</summary>
    private async Task<List<string>> RecordedIdsAsync()
    {
        var journal = Directory.EnumerateFiles(Path.Combine(_directory, "checkpoints"), "results-*.jsonl", SearchOption.AllDirectories).Single();
        return [.. (await SharedFile.ReadLinesAsync(journal))
            .Select(static line => JsonDocument.Parse(line).RootElement)
            .Where(static line => line.TryGetProperty("s", out var status) && status.GetString() == "ok")
            .Select(static line => line.GetProperty("id").GetString()!)];
    }
}
