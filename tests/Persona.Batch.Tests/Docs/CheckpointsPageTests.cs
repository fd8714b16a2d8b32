using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Docs;

/// <summary>The page says what is compiled, and what it says is true.</summary>
public sealed class CheckpointsPageTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "checkpoints.md"));

    private readonly DiskSandbox _sandbox = new();

    public CheckpointsPageTests()
    {
        using var checkpoint = _sandbox.Checkpoint.Open("nightly");
        checkpoint.Journal.Append([CheckpointSandbox.Fail("a"), CheckpointSandbox.Ok("b")]);
        checkpoint.Journal.Append([CheckpointSandbox.Ok("a"), CheckpointSandbox.Fail("c", FailureClass.ContentFiltered), CheckpointSandbox.Ended("d", ItemStatus.Aborted)]);
        checkpoint.Journal.Append([CheckpointSandbox.Fail("b", FailureClass.DuplicateId), CheckpointSandbox.Fail("a"), CheckpointSandbox.Ended("e", ItemStatus.Skipped)]);
    }

    private string BatchPath => Path.Combine(_sandbox.Checkpoint.Directory, "nightly");

    public void Dispose() => _sandbox.Dispose();

    [Fact]
    public async Task Page_ItsCode_IsTheCompiledOne()
    {
        var compiled = Flat(await CompiledAsync("CheckpointsPage.cs")) + Flat(await CompiledAsync("Nightly.cs"));

        Blocks("csharp").Should().HaveCount(4).And.AllSatisfy(block => compiled.Should().Contain(Flat(block)));
    }

    [Fact]
    public void Page_TheLineOfResults_IsARealOne()
    {
        JournalLineReader.TryRead(Encoding.UTF8.GetBytes(Blocks("json")[0].Trim()), withResult: true, out var read).Should().BeTrue();

        var record = read.ToRecord();
        record.Should().BeEquivalentTo(new { Sequence = 1L, Id = "plain", Status = ItemStatus.Succeeded, Attempts = 1, Usage = new TokenUsage(812, 655), CostUsd = 0.0123m });
        Encoding.UTF8.GetString(record.ResultJson.Span).Should().Be("{\"name\":\"Ada\"}");
    }

    [Fact]
    public void Page_TheExportedLine_IsARealOne()
    {
        var failure = new BatchFailure(FailureClass.RateLimited, "slow down") { Code = "rate", StatusCode = 429 };
        var outcome = new RecordedOutcome(12, "b-17", ItemStatus.Failed, failure, 3, new TokenUsage(812, 0), 0.0004m, default);
        var line = new JsonLineBuffer();

        ExportLine.Write(line, new StoredOutcome(new KnownItem(12, 0, ItemStatus.Failed, FailureClass.RateLimited, 0, 0), outcome));

        Blocks("json")[1].Trim().Should().Be(Encoding.UTF8.GetString(line.Written).Trim());
    }

    [Theory]
    [InlineData(0, "{\"id\":\"b\",\"r\":{\"name\":\"Ada\"}}\n{\"id\":\"a\",\"r\":{\"name\":\"Ada\"}}\n")]
    [InlineData(1, "a\tServerError\tno\nc\tContentFiltered\tno\nb\tDuplicateId\tno\na\tServerError\tno\n")]
    [InlineData(2, "0.0246\n")]
    [InlineData(3, "{\"abort\":1,\"fail\":1,\"ok\":2}\n")]
    [InlineData(5, "d\n")]
    [InlineData(6, "{\"ContentFiltered\":1,\"Local\":1}\n")]
    public async Task Page_ItsCommands_TellWhatTheySay(int number, string expected)
    {
        await ExportAsync();

        var output = await ShellAsync(Command(number));

        (output ?? expected).Should().Be(expected, Command(number));
    }

    [Fact]
    public async Task Page_TheIdsThatFailed_AreWrittenToTheFileThatIsReadBehind()
    {
        await ExportAsync();

        var output = await ShellAsync(Command(4));

        if (output is not null)
        {
            (await File.ReadAllLinesAsync(Path.Combine(BatchPath, "lost.txt"))).Should().Equal("c", "d");
        }
    }

    [Theory]
    [InlineData(2, "0\n")]
    [InlineData(3, "{}\n")]
    public async Task Page_ItsCommands_OfNothing_GiveNothing(int number, string expected)
    {
        await File.WriteAllTextAsync(Path.Combine(BatchPath, BatchDirectory.JournalName), "");

        var output = await ShellAsync(Command(number));

        (output ?? expected).Should().Be(expected, Command(number));
    }

    [Fact]
    public async Task LookAfter_ABatch_ExportsItAndRemovesIt()
    {
        var path = Path.Combine(_sandbox.Checkpoint.Directory, "export.jsonl");

        await CheckpointsPage.LookAfterAsync(_sandbox.Checkpoint.Directory, path);

        (await File.ReadAllLinesAsync(path)).Should().HaveCount(4);
        Directory.Exists(BatchPath).Should().BeFalse();
    }

    [Fact]
    public async Task Again_IdsOfAFile_RunAgain()
    {
        await File.WriteAllTextAsync("lost.txt", "c\nd\n");

        var run = await CheckpointsPage.AgainAsync();

        "abcd".Select(static id => id.ToString()).Where(id => run.RunAgain!(new RecordedOutcome(1, id, ItemStatus.Failed, null, 1, null, null, default))).Should().Equal("c", "d");
    }

    [Fact]
    public async Task Keep_ADiskThatIsFull_HasEveryResultThatWasPaidFor()
    {
        var path = Path.Combine(_sandbox.Checkpoint.Directory, "unsaved.jsonl");
        var files = new MemoryCheckpointFiles();
        var calls = new ConcurrentBag<string>();
        var processor = new OptimisedBatchProcessor<string, string>(Answer, new() { Processing = { Checkpoint = { StorageTimeout = TimeSpan.Zero } } }, new() { ItemId = static brief => brief, Files = files });

        await FluentActions.Awaiting(() => CheckpointsPage.KeepAsync(processor, VirtualBatch.Items(40), path, CancellationToken.None)).Should().ThrowAsync<CheckpointException>();

        var kept = (await File.ReadAllLinesAsync(path)).Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("id").GetString());
        var saved = await new CheckpointManager(new CheckpointOptions().Directory, files).ReadAsync("nightly").Select(static outcome => outcome.Id).ToListAsync();
        kept.Concat(saved).Should().BeEquivalentTo(calls);

        Task<string> Answer(string brief, CancellationToken cancellationToken)
        {
            files.BytesFree = 0;
            calls.Add(brief);
            return Task.FromResult($"about {brief}");
        }
    }

    private static string Command(int number) =>
        Blocks("sh").SelectMany(static block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ElementAt(number);

    private static List<string> Blocks(string language) => [.. Page.Split($"```{language}\n").Skip(1).Select(static block => block.Split("```")[0])];

    private static Task<string> CompiledAsync(string file) => File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "docs", file));

    private static string Flat(string code) => string.Concat(code.Where(static character => !char.IsWhiteSpace(character)));

    private async Task ExportAsync()
    {
        await using var file = File.Create(Path.Combine(BatchPath, "nightly.jsonl"));
        await new CheckpointManager(_sandbox.Checkpoint.Directory).ExportAsync("nightly", file);
    }

    /// <summary>Runs a command in the batch's directory; <see langword="null"/> where there is no jq.</summary>
    private async Task<string?> ShellAsync(string command)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        const int NotFound = 127;
        var start = new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = BatchPath, UseShellExecute = false, RedirectStandardOutput = true };
        using var shell = Process.Start(start) ?? throw new Win32Exception();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return shell.ExitCode == NotFound ? null : output;
    }
}
