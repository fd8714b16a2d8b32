using System.Text;
using System.Text.Json;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>Reading, exporting and verifying what is on the disk.</summary>
public sealed class ManagerReadTests
{
    private readonly CheckpointSandbox _sandbox = new();

    private CheckpointManager Sut => new(_sandbox.Directory, _sandbox.Files);

    [Fact]
    public async Task ReadAsync_ItemsThatRanAgain_GivesTheOneThatCountsInSequence()
    {
        _sandbox.Record(
            [CheckpointSandbox.Fail("a"), CheckpointSandbox.Ok("b", "1"), CheckpointSandbox.Ended("c", ItemStatus.Aborted), CheckpointSandbox.Ended("d", ItemStatus.Skipped)],
            [CheckpointSandbox.Ok("a", "2"), CheckpointSandbox.Fail("b"), CheckpointSandbox.Fail("e", FailureClass.DuplicateId)]);

        var outcomes = await ReadAsync();

        outcomes.Select(static outcome => (outcome.Sequence, outcome.Id, outcome.Status)).Should().Equal(
            (2, "b", ItemStatus.Succeeded), (3, "c", ItemStatus.Aborted), (5, "a", ItemStatus.Succeeded));
        Encoding.UTF8.GetString(outcomes[2].ResultJson.Span).Should().Be("2");
        outcomes[2].Should().BeEquivalentTo(new { Attempts = 1, Usage = new TokenUsage(812, 655), CostUsd = 0.0123m, Failure = (BatchFailure?)null });
    }

    [Fact]
    public async Task ReadAsync_SeveralSegments_GivesAllOfThem()
    {
        RecordMany();

        var outcomes = await ReadAsync();

        _sandbox.Segments().Should().HaveCountGreaterThan(3);
        outcomes.Select(static outcome => outcome.Id).Should().Equal(Enumerable.Range(0, 1000).Select(static number => $"item-{number}"));
        outcomes.Select(static outcome => outcome.Sequence).Should().BeInAscendingOrder();
    }

    [Fact]
    public async Task ReadAsync_BesideALiveRun_ShowsWhatWasThereAndNeedsNoWriteAccess()
    {
        using var live = _sandbox.Open();
        live.Journal.Append([CheckpointSandbox.Ok("a")]);
        var torn = _sandbox.Journal();
        live.Journal.Append([CheckpointSandbox.Ok("b")]);
        var whole = _sandbox.Journal();
        var files = _sandbox.Memory.AfterKill();
        files.Put(_sandbox.PathOf(BatchDirectory.JournalName), whole[..(torn.Length + 30)]);
        files.IsReadOnly = true;
        var sut = new CheckpointManager(_sandbox.Directory, files);

        (await ToListAsync(sut.ReadAsync("batch"))).Should().ContainSingle().Which.Id.Should().Be("a");
        (await sut.VerifyAsync("batch")).Should().BeNull("a torn last line is not there yet");
        (await ReadAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task ReadAsync_OnDisk_HoldsNoLockAndLeavesNothingOpen()
    {
        using var sandbox = new DiskSandbox();
        sandbox.Checkpoint.Record([CheckpointSandbox.Ok("a"), CheckpointSandbox.Ok("b")]);
        var sut = new CheckpointManager(sandbox.Checkpoint.Directory);

        await using (var reading = sut.ReadAsync("batch").GetAsyncEnumerator())
        {
            (await reading.MoveNextAsync()).Should().BeTrue();
            using var live = sandbox.Checkpoint.Open();
            live.Journal.Append([CheckpointSandbox.Ok("c")]);
            (await reading.MoveNextAsync()).Should().BeTrue();
            (await reading.MoveNextAsync()).Should().BeFalse("'c' came later");
        }

        (await ToListAsync(sut.ReadAsync("batch"))).Should().HaveCount(3);
    }

    [Fact]
    public async Task ReadAsync_NoSuchBatch_SaysWhere()
    {
        await Sut.Awaiting(static sut => ToListAsync(sut.ReadAsync("x"))).Should().ThrowAsync<ArgumentException>().WithMessage("*'x'*checkpoints*");
        await Sut.Awaiting(static sut => sut.ExportAsync("x", Stream.Null)).Should().ThrowAsync<ArgumentException>();
        await Sut.Awaiting(static sut => sut.VerifyAsync("x")).Should().ThrowAsync<ArgumentException>();
        await Sut.Awaiting(static sut => sut.CompactAsync("x")).Should().ThrowAsync<ArgumentException>();
        await Sut.RemoveAsync("x");
    }

    [Fact]
    public async Task ReadAsync_Cancelled_Throws()
    {
        RecordMany();

        await Sut.Awaiting(static sut => ToListAsync(sut.ReadAsync("batch", new CancellationToken(canceled: true)))).Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task ExportAsync_EveryKind_IsOneLineEach()
    {
        var limited = CheckpointSandbox.Fail("limited \"é\"") with
        {
            Failure = new BatchFailure(FailureClass.RateLimited, "slow\ndown") { Code = "rate", StatusCode = 429, ResponseText = "{}", RetryAfter = TimeSpan.FromSeconds(1) },
        };
        _sandbox.Record([
            CheckpointSandbox.Ok("a"), limited, CheckpointSandbox.Fail("refused", FailureClass.ContentFiltered),
            CheckpointSandbox.Ended("stopped", ItemStatus.Aborted), CheckpointSandbox.Ok("raw", "\"a raw\nbreak\"")]);

        var lines = await ExportAsync();

        lines.Select(static line => line[15..]).Should().Equal(
            ""","id":"a","status":"succeeded","runs_again":false,"sequence":1,"attempts":1,"input_tokens":812,"output_tokens":655,"cached_input_tokens":0,"cache_write_tokens":0,"cost_usd":"0.0123","result":{"name":"Ada"}}""",
            ""","id":"limited \"é\"","status":"failed","runs_again":true,"sequence":2,"attempts":3,"failure":{"class":"RateLimited","message":"slow\ndown","code":"rate","status":429,"response_text":"{}"}}""",
            ""","id":"refused","status":"failed","runs_again":false,"sequence":3,"attempts":3,"failure":{"class":"ContentFiltered","message":"no"}}""",
            ""","id":"stopped","status":"aborted","runs_again":true,"sequence":4,"attempts":1,"input_tokens":1,"output_tokens":2,"cached_input_tokens":0,"cache_write_tokens":0,"failure":{"class":"Local","message":"stopped"}}""",
            ""","id":"raw","status":"succeeded","runs_again":false,"sequence":5,"attempts":1,"input_tokens":812,"output_tokens":655,"cached_input_tokens":0,"cache_write_tokens":0,"cost_usd":"0.0123","result_base64":"ImEgcmF3CmJyZWFrIg=="}""");
        lines.Should().AllSatisfy(static line => JournalLineReader.IsIntact(Encoding.UTF8.GetBytes(line)).Should().BeTrue());
    }

    [Theory]
    [InlineData("[1,2]", true)]
    [InlineData("\"a\u2028b\"", true)]
    [InlineData("abc", false)]
    [InlineData("1}", false)]
    [InlineData("1,\"t\":\"done\"", false)]
    [InlineData("[1,\r2]", false)]
    [InlineData("\"a\rb\"", false)]
    [InlineData("\"abc", false)]
    [InlineData("// a comment", false)]
    [InlineData("\"\u00ff\u00fe\"", false)] // the bytes FF and FE, which are no UTF-8
    public void ExportAsync_WhatAConverterWroteRaw_IsOneLineOfJson(string result, bool isJson)
    {
        var bytes = result.Contains('\u00ff', StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(result) : Encoding.UTF8.GetBytes(result);
        var lines = new JsonLineBuffer();

        ExportLine.Write(lines, new StoredOutcome(default, new RecordedOutcome(1, "a", ItemStatus.Succeeded, null, 1, null, null, bytes)));

        lines.Written[..^1].ContainsAny((byte)'\n', (byte)'\r').Should().BeFalse();
        using var line = JsonDocument.Parse(lines.WrittenMemory);
        line.RootElement.TryGetProperty("result", out var value).Should().Be(isJson);
        (isJson ? Encoding.UTF8.GetBytes(value.GetRawText()) : line.RootElement.GetProperty("result_base64").GetBytesFromBase64()).Should().Equal(bytes);
    }

    [Fact]
    public async Task ExportAsync_ManyItems_WritesAllAndLeavesTheStreamOpen()
    {
        RecordMany();
        using var stream = new MemoryStream();

        await Sut.ExportAsync("batch", stream);

        stream.CanWrite.Should().BeTrue();
        Encoding.UTF8.GetString(stream.ToArray()).Split('\n').Should().HaveCount(1001);
    }

    [Fact]
    public async Task VerifyAsync_SoundBatches_IsNull()
    {
        RecordMany();
        _sandbox.Record([CheckpointSandbox.Fail("item-1")]);

        (await Sut.VerifyAsync("batch")).Should().BeNull();
    }

    [Fact]
    public async Task VerifyAsync_ADamagedLine_SaysFileOffsetAndNumber()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")], [CheckpointSandbox.Ok("b")], [CheckpointSandbox.Ok("c")]);
        var offset = DamageAt("\"id\":\"b\"");

        var fault = await Sut.VerifyAsync("batch");

        fault.Should().Contain("results-000001.jsonl").And.Contain($"at {offset},").And.EndWith("numbers 2");
    }

    [Fact]
    public async Task VerifyAsync_DamageThatWasRepairedSince_IsToldUntilTheBatchIsCompacted()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")], [CheckpointSandbox.Ok("b")], [CheckpointSandbox.Ok("c")]);
        DamageAt("\"id\":\"b\"");
        _sandbox.Record([CheckpointSandbox.Ok("b")]);
        var before = await Sut.VerifyAsync("batch");

        await Sut.CompactAsync("batch");

        before.Should().Contain("results-000001.jsonl");
        (await Sut.VerifyAsync("batch")).Should().BeNull();
        _sandbox.Memory.Content.Keys.Should().Contain(static path => path.EndsWith(".bin", StringComparison.Ordinal), "no byte is lost");
    }

    [Fact]
    public async Task VerifyAsync_AnIndexThatFits_DoesNotHideADamagedSegment()
    {
        RecordMany();
        _sandbox.Open().Dispose();
        DamageAt("\"id\":\"item-7\"");

        (await Sut.VerifyAsync("batch")).Should().Contain("results-000001.jsonl").And.EndWith("numbers 8");
    }

    [Fact]
    public async Task VerifyAsync_AMissingSegment_IsNamed()
    {
        RecordMany();
        _sandbox.Memory.Remove(_sandbox.PathOf(SegmentName.Of(2)));

        (await Sut.VerifyAsync("batch")).Should().Contain("results-000002.jsonl is missing").And.Contain("numbers");
    }

    [Fact]
    public async Task VerifyAsync_ADamagedIdentity_IsNamed()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);
        _sandbox.Memory.Put(_sandbox.PathOf(BatchIdentityFile.Name), "{\"c\":"u8.ToArray());

        (await Sut.VerifyAsync("batch")).Should().Be("batch.json is missing or damaged");
    }

    [Fact]
    public async Task ReadAsync_WrittenByANewerVersion_IsRefusedAndVerifySaysSo()
    {
        _sandbox.Record([CheckpointSandbox.Ok("a")]);
        var line = new JsonLineBuffer();
        line.BeginLine();
        line.Plain("t"u8, "head"u8);
        line.Number("min"u8, 999);
        line.EndLine();
        _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName), [.. _sandbox.Journal(), .. line.Written]);

        (await Sut.Awaiting(static sut => ToListAsync(sut.ReadAsync("batch"))).Should().ThrowAsync<CheckpointException>()).Which.Problem.Should().Be(CheckpointProblem.NewerFormat);
        (await Sut.Awaiting(static sut => sut.CompactAsync("batch")).Should().ThrowAsync<CheckpointException>()).Which.Problem.Should().Be(CheckpointProblem.NewerFormat);
        (await Sut.VerifyAsync("batch")).Should().Contain("newer version").And.Contain("999");
    }

    private static async Task<List<RecordedOutcome>> ToListAsync(IAsyncEnumerable<RecordedOutcome> outcomes)
    {
        List<RecordedOutcome> list = [];
        await foreach (var outcome in outcomes)
        {
            list.Add(outcome);
        }

        return list;
    }

    private Task<List<RecordedOutcome>> ReadAsync() => ToListAsync(Sut.ReadAsync("batch"));

    private async Task<string[]> ExportAsync()
    {
        using var stream = new MemoryStream();
        await Sut.ExportAsync("batch", stream);
        return Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');
    }

    private void RecordMany()
    {
        _sandbox.Rules = _sandbox.Rules with { SegmentBytes = 32 << 10 };
        _sandbox.Record([.. Enumerable.Range(0, 1000).Select(static number => CheckpointSandbox.Ok($"item-{number}")).Chunk(10)]);
    }

    /// <summary>Changes one byte of the first segment, and tells where its line begins.</summary>
    private int DamageAt(string text)
    {
        var journal = _sandbox.Journal();
        var at = journal.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text));
        journal[at + 1] ^= 1;
        _sandbox.Memory.Put(_sandbox.PathOf(BatchDirectory.JournalName), journal);
        return journal.AsSpan(0, at).LastIndexOf((byte)'\n') + 1;
    }
}
