using System.Text;

using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>A journal of several segments: what one holds is as good as what another does, with and without indexes.</summary>
public sealed class SegmentTests
{
    private const int Items = 12;

    private readonly CheckpointSandbox _sandbox = new() { Rules = JournalRules.Of(new()) with { SegmentBytes = 600 } };

    public SegmentTests()
    {
        _sandbox.Record([.. Enumerable.Range(1, 6).Select(i => new[] { Entry(i) })]);
        _sandbox.Record([.. Enumerable.Range(7, 6).Select(i => new[] { Entry(i) })]);
    }

    [Fact]
    public void Append_PastTheSize_BeginsSegmentsThatNameTheOneBefore()
    {
        _sandbox.Segments().Should().HaveCountGreaterThan(3);
        var first = _sandbox.SegmentLines(1);

        first[^1].Should().Contain("\"t\":\"seal\",\"next\":2,\"last\":3,\"d\":3");
        _sandbox.SegmentLines(2)[0].Should().Contain("\"t\":\"head\",\"v\":2,\"min\":2").And.Contain(
            $"\"first\":4,\"last\":3,\"lost\":0,\"prev\":1,\"suspect\":false,\"bytes\":{_sandbox.Journal().Length - first[^1].Length - 1},\"d\":3");
        _sandbox.Memory.FileExists(_sandbox.PathOf("index-000001.idx")).Should().BeTrue();
    }

    [Fact]
    public void Open_SeveralSegments_KnowsEveryItemAndGoesOn()
    {
        using var checkpoint = _sandbox.Open();

        KnowsAll(checkpoint, []);
        checkpoint.Journal.Append([Entry(13)]).Should().Be(13);
    }

    [Fact]
    public void Open_WithTheNewSegmentAndItsNameLostInAPowerCut_LosesNothingAcknowledged()
    {
        for (var changes = 0; changes < 120; changes++)
        {
            var files = new MemoryCheckpointFiles { TracksPower = true };
            List<int> acknowledged = [];
            try
            {
                using var checkpoint = new CheckpointSandbox(files) { Rules = _sandbox.Rules }.Open();
                files.ChangesLeft = changes;
                for (var i = 1; i <= Items; i++)
                {
                    checkpoint.Journal.Append([Entry(i)]);
                    acknowledged.Add(i);
                }
            }
            catch (IOException)
            {
                // It died.
            }

            foreach (var survivor in new[] { files.AfterPowerCut(), files.AfterKill() })
            {
                using var again = new CheckpointSandbox(survivor).Open();
                acknowledged.Where(i => !again.Known.TryGet($"item {i}", out _)).Should().BeEmpty("it died at change {0}", changes);
                again.Recovery.LostAcknowledged.Should().Be(0, "it died at change {0}", changes);
            }
        }
    }

    [Fact]
    public void Open_AnyBitOfAnyFileFlipped_IsReportedOrHarmlessAndCostsTwoItemsAtMost()
    {
        foreach (var (path, whole) in _sandbox.Memory.Content.Where(static file => file.Key.Contains("-00000", StringComparison.Ordinal)))
        {
            for (var bit = 0; bit < whole.Length * 8; bit += 13)
            {
                var sut = Copy();
                var damaged = whole.ToArray();
                damaged[bit / 8] ^= (byte)(1 << (bit % 8));
                sut.Memory.Put(path, damaged);

                using var checkpoint = sut.Open();

                var lost = Enumerable.Range(1, Items).Where(i => !IsRight(checkpoint, i)).ToList();
                var reported = sut.Logger.Collector.GetSnapshot().Any(static entry => entry.Id.Id is 405 or 406 or 409);
                (lost.Count <= 2 && (lost.Count == 0 || reported)).Should().BeTrue("bit {0} of {1}", bit, path);
            }
        }
    }

    [Fact]
    public void Open_AnySegmentMissing_LosesThatOneOnlyAndSaysSo()
    {
        foreach (var number in Enumerable.Range(1, _sandbox.Segments().Length))
        {
            foreach (var withIndexes in new[] { true, false })
            {
                var sut = Copy(withIndexes);
                var held = sut.SegmentLines(number).Count(static line => line.Contains("\"id\":", StringComparison.Ordinal));
                var isLast = number == sut.Segments().Length;
                sut.Memory.Remove(sut.PathOf(SegmentName.Of(number)));

                using (var checkpoint = sut.Open())
                {
                    checkpoint.Known.Count.Should().Be(Items - held);
                    checkpoint.Recovery.MissingSegments.Should().Be(1);
                    checkpoint.Recovery.LostAcknowledged.Should().Be(isLast ? 0 : held, "nobody knows how many the last one held");
                    sut.Logger.Collector.GetSnapshot().Should().ContainSingle(static entry => entry.Id.Id == 410).Which.Message.Should().Contain(SegmentName.Of(number));
                    checkpoint.Journal.Append([Entry(100)]);
                }

                using var again = sut.Open();
                again.Recovery.LostAcknowledged.Should().Be(0, "it was reported before");
                again.Known.TryGet("item 100", out _).Should().BeTrue();
            }
        }
    }

    [Fact]
    public void Open_AnyLineOfAnySegmentDeletedDoubledOrSwapped_IsReportedOrHarmless()
    {
        for (var number = 1; number <= _sandbox.Segments().Length; number++)
        {
            var lines = _sandbox.SegmentLines(number);
            for (var i = 0; i < lines.Length; i++)
            {
                var isLastOfAll = number == _sandbox.Segments().Length && i == lines.Length - 1;
                Check(number, lines.Where((_, index) => index != i), mayLose: 1, hides: isLastOfAll);
                Check(number, lines.SelectMany((line, index) => Enumerable.Repeat(line, index == i ? 2 : 1)), mayLose: 0, hides: false);
                Check(number, i == 0 ? lines : [.. lines[..(i - 1)], lines[i], lines[i - 1], .. lines[(i + 1)..]], mayLose: 0, hides: false);
            }
        }

        void Check(int number, IEnumerable<string> damaged, int mayLose, bool hides)
        {
            var sut = Copy(withIndexes: false);
            sut.Memory.Put(sut.PathOf(SegmentName.Of(number)), Encoding.UTF8.GetBytes(string.Join('\n', damaged) + "\n"));
            using var checkpoint = sut.Open();
            var lost = Items - (int)checkpoint.Known.Count;
            lost.Should().BeInRange(0, mayLose);
            checkpoint.Recovery.LostAcknowledged.Should().Be(hides ? 0 : lost);
            Enumerable.Range(1, Items).Count(i => IsRight(checkpoint, i)).Should().Be(Items - lost);
        }
    }

    [Fact]
    public void Open_EveryPrefixOfEverySegment_LosesWhatIsCutOffAndNothingElse()
    {
        for (var number = 1; number <= _sandbox.Segments().Length; number++)
        {
            var whole = _sandbox.Memory.Content[_sandbox.PathOf(SegmentName.Of(number))];
            var others = Items - Count(whole);
            for (var length = 0; length <= whole.Length; length += 5)
            {
                var sut = Copy();
                sut.Memory.Put(sut.PathOf(SegmentName.Of(number)), whole[..length]);

                using var checkpoint = sut.Open();

                checkpoint.Known.Count.Should().Be(others + Count(whole[..length]), "segment {0} has {1} bytes", number, length);
            }
        }

        static int Count(byte[] content) => Encoding.UTF8.GetString(content).Split('\n')
            .Count(static line => line.EndsWith('}') && line.Contains("\"id\":", StringComparison.Ordinal) && JournalLineReader.IsIntact(Encoding.UTF8.GetBytes(line)));
    }

    [Fact]
    public void Open_AnyPrefixOfAnIndex_ReadsTheSegmentInstead()
    {
        var path = _sandbox.PathOf("index-000001.idx");
        var whole = _sandbox.Memory.Content[path];
        for (var length = 0; length < whole.Length; length++)
        {
            var sut = Copy();
            sut.Memory.Put(path, whole[..length]);

            using var checkpoint = sut.Open();

            KnowsAll(checkpoint, []);
            sut.Memory.Content[path].Should().Equal(whole, "it is written again");
        }
    }

    [Fact]
    public void Open_WithoutIndexes_WritesThemAgain()
    {
        var sut = Copy(withIndexes: false);

        sut.Open().Dispose();

        sut.Memory.Content.Where(static file => file.Key.EndsWith(".idx", StringComparison.Ordinal)).Select(static file => Path.GetFileName(file.Key))
            .Should().BeEquivalentTo(Enumerable.Range(1, sut.Segments().Length - 1).Select(SegmentName.OfIndex));
    }

    [Fact]
    public void Open_WithIndexes_ReadsNoFullSegment()
    {
        var sut = Copy();
        var path = sut.PathOf(SegmentName.Of(2));
        var content = sut.Memory.Content[path];
        content.AsSpan(200, 20).Fill((byte)'?');
        sut.Memory.Put(path, content);

        using var checkpoint = sut.Open();

        checkpoint.Known.Count.Should().Be(Items, "the index still fits");
        Enumerable.Range(1, Items).Count(i => IsRight(checkpoint, i)).Should().Be(Items - 1, "the line decides");
        sut.Logger.Collector.GetSnapshot().Should().ContainSingle(static entry => entry.Id.Id == 409);
        checkpoint.Known.Count.Should().Be(Items - 1);
    }

    [Fact]
    public void Open_DamageWhenToldToStop_NamesThePlacesAndTouchesNothing()
    {
        var sut = Copy(withIndexes: false);
        sut.Rules = sut.Rules with { OnDamage = DamagePolicy.Stop };
        var path = sut.PathOf(SegmentName.Of(2));
        var content = sut.Memory.Content[path];
        content[300] = (byte)'?';
        sut.Memory.Put(path, content);
        sut.Memory.Remove(sut.PathOf(SegmentName.Of(3)));
        var before = sut.Memory.Content;

        var open = () => sut.Open();

        open.Should().Throw<CheckpointException>().WithMessage("*results-000002.jsonl at *results-000003.jsonl is missing*numbers 4*")
            .Which.Problem.Should().Be(CheckpointProblem.Damaged);
        sut.Memory.Content.Should().BeEquivalentTo(before);
        sut.Rules = sut.Rules with { OnDamage = DamagePolicy.Repair };
        sut.Open().Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_AfterDyingAtAnyChangeDuringRecovery_FindsTheSame(bool isPowerCut)
    {
        for (var changes = 0; ; changes++)
        {
            var sut = Damaged();
            var survived = true;
            sut.Memory.ChangesLeft = changes;
            try
            {
                sut.Open().Dispose();
            }
            catch (Exception exception) when (exception is IOException or CheckpointException)
            {
                survived = false;
            }

            using var checkpoint = new CheckpointSandbox(isPowerCut ? sut.Memory.AfterPowerCut() : sut.Memory.AfterKill()).Open();

            KnowsAll(checkpoint, except: [5]);
            checkpoint.Journal.LastSequence.Should().Be(Items, "it died at change {0}", changes);
            if (survived)
            {
                changes.Should().BeGreaterThan(10);
                return;
            }
        }
    }

    [Fact]
    public void Open_AnySegmentOfANewerFormat_TouchesNothing()
    {
        for (var number = 1; number <= _sandbox.Segments().Length; number++)
        {
            var sut = Copy();
            var path = sut.PathOf(SegmentName.Of(number));
            sut.Memory.Put(path, [.. sut.Memory.Content[path], .. JournalLineTests.Sealed(",\"t\":\"head\",\"v\":999,\"min\":999"), (byte)'\n']);
            var before = sut.Memory.Content;

            var open = () => sut.Open();

            open.Should().Throw<CheckpointException>().Which.Problem.Should().Be(CheckpointProblem.NewerFormat);
            sut.Memory.Content.Should().BeEquivalentTo(before);
        }
    }

    [Fact]
    public void Open_UnknownLinesAndFields_AreKeptAndIgnored()
    {
        var sut = Copy();
        var path = sut.PathOf(SegmentName.Of(2));
        byte[] extended = [.. sut.Memory.Content[path], .. JournalLineTests.Sealed(",\"t\":\"dream\",\"new\":{}"), (byte)'\n'];
        sut.Memory.Put(path, extended);

        using var checkpoint = sut.Open();

        KnowsAll(checkpoint, []);
        sut.Memory.Content[path].Should().Equal(extended);
    }

    /// <summary>Between its check and its reading: whoever cleans up may come at any time.</summary>
    [Fact]
    public void Open_AnIndexDeletedWhileItIsRead_ForgetsNothing()
    {
        var sut = new CheckpointSandbox { Rules = JournalRules.Of(new CheckpointOptions { SegmentBytes = 4096 }) };
        sut.Record([.. Enumerable.Range(0, 120).Select(static item => CheckpointSandbox.Ok($"item-{item}")).Chunk(7)]);
        var opened = new HashSet<string>(StringComparer.Ordinal);
        sut.Memory.Reading = file =>
        {
            if (SegmentName.IsIndex(file) && !opened.Add(file))
            {
                sut.Memory.Remove(sut.PathOf(file));
            }
        };

        using var checkpoint = sut.Open();

        opened.Should().NotBeEmpty();
        checkpoint.Known.Count.Should().Be(120);
        checkpoint.Known.Counts.Succeeded.Should().Be(120);
    }

    /// <summary>From its first outcome on a run vouches for all that is recorded, whatever an earlier one promised.</summary>
    [Fact]
    public void Open_WhatALowerLevelLeftUnsynced_IsOnTheDiskBeforeTheRunBegins()
    {
        var rules = JournalRules.Of(new CheckpointOptions { SegmentBytes = 4096 });
        var sut = new CheckpointSandbox(new MemoryCheckpointFiles { TracksPower = true }) { Rules = rules with { Syncs = false } };
        sut.Record([.. Enumerable.Range(0, 120).Select(static item => CheckpointSandbox.Ok($"item-{item}")).Chunk(7)]);
        sut.Rules = rules;
        sut.Open().Dispose();

        using var checkpoint = new CheckpointSandbox(sut.Memory.AfterPowerCut()).Open();

        checkpoint.Known.Count.Should().Be(120);
        checkpoint.Recovery.LostAcknowledged.Should().Be(0);
    }

    [Fact]
    public void Open_AnIdentityLostWithConsent_IsMadeAnewAndLosesNothing()
    {
        var sut = Copy();
        sut.Memory.Put(sut.PathOf("batch.json"), [1, 2, 3]);
        sut.Rules = sut.Rules with { OnDamage = DamagePolicy.RepairIdentity };

        using (var checkpoint = sut.Open(parts: ("model", "two")))
        {
            checkpoint.Resumed.Should().BeTrue();
            KnowsAll(checkpoint, []);
        }

        sut.Memory.Content.Should().ContainSingle(static file => file.Key.EndsWith(".bin", StringComparison.Ordinal)).Which.Value.Should().Equal(1, 2, 3);
        sut.Rules = _sandbox.Rules;
        using var again = sut.Open(parts: ("model", "two"));
        KnowsAll(again, []);
        sut.Logger.Collector.GetSnapshot().Should().ContainSingle(static entry => entry.Id.Id == 416);
    }

    [Fact]
    public void Open_AnIdentityLostInTheDirectoryOfAnotherBatch_IsRefused()
    {
        var sut = Copy();
        sut.Memory.RenameDirectory(sut.PathOf(""), Path.Combine(CheckpointSandbox.Root, "other"));
        sut.Memory.Remove(sut.PathOf("batch.json", "other"));
        sut.Rules = sut.Rules with { OnDamage = DamagePolicy.RepairIdentity };

        var open = () => sut.Open("other");

        open.Should().Throw<CheckpointException>().Which.Problem.Should().Be(CheckpointProblem.Damaged);
    }

    private static JournalEntry Entry(int i) => i % 5 == 0
        ? CheckpointSandbox.Fail($"item {i}")
        : CheckpointSandbox.Ok($"item {i}", $"{{\"text\":\"välue {i}\"}}");

    private static void KnowsAll(OpenCheckpoint checkpoint, int[] except)
    {
        checkpoint.Known.Count.Should().Be(Items - except.Length);
        Enumerable.Range(1, Items).Where(i => !IsRight(checkpoint, i)).Should().Equal(except);
    }

    /// <summary>Whether an item is known as it was recorded; a wrong value fails at once.</summary>
    private static bool IsRight(OpenCheckpoint checkpoint, int i)
    {
        var entry = Entry(i);
        if (!checkpoint.Known.TryGet(entry.Id, out var item))
        {
            return false;
        }

        var record = checkpoint.Journal.Read(item);
        (record.Id == entry.Id && record.Status == entry.Status && record.ResultJson.Span.SequenceEqual(entry.Result.Span)).Should().BeTrue();
        return true;
    }

    /// <summary>One outcome damaged in a full segment without an index, and a torn end.</summary>
    private CheckpointSandbox Damaged()
    {
        var sut = Copy(withIndexes: false);
        sut.Memory.TracksPower = true;
        foreach (var path in sut.Memory.Content.Keys.Where(static path => SegmentName.NumberOf(Path.GetFileName(path)) > 0))
        {
            var content = sut.Memory.Content[path];
            var at = content.AsSpan().IndexOf("item 5"u8);
            if (at >= 0)
            {
                content[at] = (byte)'?';
            }

            var isLast = SegmentName.NumberOf(Path.GetFileName(path)) == _sandbox.Segments().Length;
            sut.Memory.Put(path, isLast ? [.. content, .. "{\"c\":\"00"u8] : content);
        }

        return sut;
    }

    private CheckpointSandbox Copy(bool withIndexes = true)
    {
        var files = _sandbox.Memory.AfterKill();
        foreach (var path in files.Content.Keys.Where(path => !withIndexes && path.EndsWith(".idx", StringComparison.Ordinal)))
        {
            files.Remove(path);
        }

        return new CheckpointSandbox(files) { Rules = _sandbox.Rules };
    }
}
