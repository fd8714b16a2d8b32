namespace PersonaBatch.Tests.Support;

/// <summary>A journal on a forgetful disk, driven by commands, beside a dictionary that says what it must know.</summary>
internal sealed class JournalModel
{
    private const int Ids = 12;

    private readonly Dictionary<string, Record> _expected = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Record> _perhaps = new(StringComparer.Ordinal);

    private readonly bool _syncsLie;

    private ModelDisk _disk;
    private OpenCheckpoint? _open;
    private int _written;

    public JournalModel(NameRule rule, bool syncsLie)
    {
        _syncsLie = syncsLie;
        _disk = new ModelDisk(rule, 512) { Faults = { SyncsLie = syncsLie } };
    }

    /// <summary>Does one command; <paramref name="number"/> says how.</summary>
    public void Do(JournalCommand command, int number)
    {
        switch (command)
        {
            case JournalCommand.Save:
                Save(number);
                break;
            case JournalCommand.Reopen:
                _open?.Dispose();
                _open = null;
                Open();
                break;
            case JournalCommand.CutNow:
                Restart(After(number));
                break;
            case JournalCommand.CutWhileSaving:
                CutDuring(number, () => Save(number));
                break;
            case JournalCommand.CutWhileOpening:
                _open?.Dispose();
                _open = null;
                CutDuring(number, Open);
                break;
            case JournalCommand.FailSync:
                _disk.Faults.FailSyncAt = (number % 3) + 1;
                _disk.Faults.Pages = (PagesAfterFailedSync)(number % 3);
                break;
            case JournalCommand.FailWrite:
                _disk.Faults.FailWriteAtByte = number % 2000;
                break;
        }
    }

    /// <summary>Opens when it is closed, and compares.</summary>
    public void Open()
    {
        while (_open is null)
        {
            try
            {
                _open = new CheckpointSandbox(_disk) { Rules = JournalRules.Of(new CheckpointOptions { SegmentBytes = 4096 }) }.Open();
            }
            catch (CheckpointException exception) when (exception.Problem == CheckpointProblem.StorageBlocked)
            {
                // The fault was for one time: the next attempt gets through.
            }
        }

        _open.Recovery.LostAcknowledged.Should().Be(0);
        for (var number = 0; number < Ids; number++)
        {
            Compare($"item-{number}");
        }

        _perhaps.Clear();
    }

    private void Compare(string id)
    {
        var found = _open!.Known.TryGet(id, out var item) ? Record.Of(_open.Journal.Read(item)) : null;
        if (_perhaps.TryGetValue(id, out var perhaps) && found == perhaps)
        {
            _expected[id] = perhaps;
        }

        found.Should().Be(_expected.GetValueOrDefault(id), "of what {0} must be", id);
    }

    private void Save(int number)
    {
        if (_open is null)
        {
            Open();
        }

        var entries = Enumerable.Range(0, (number % 4) + 1).Select(place => Entry(number + (place * 5))).DistinctBy(static entry => entry.Id).ToArray();
        foreach (var entry in entries)
        {
            _perhaps[entry.Id] = Effective(entry);
        }

        while (!TryAppend(entries))
        {
            // The same outcomes are tried again until the fault has passed.
        }

        foreach (var entry in entries)
        {
            _expected[entry.Id] = _perhaps[entry.Id];
            _perhaps.Remove(entry.Id);
        }
    }

    private bool TryAppend(JournalEntry[] entries)
    {
        try
        {
            _open!.Journal.Append(entries);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private JournalEntry Entry(int number)
    {
        var id = $"item-{number % Ids}";
        return number % 5 == 0
            ? CheckpointSandbox.Fail(id)
            : CheckpointSandbox.Ok(id, $"\"{_written++} {new string('x', number % 7 == 0 ? 3000 : 10)}\"");
    }

    /// <summary>A failure never hides an answer.</summary>
    private Record Effective(JournalEntry entry)
    {
        var next = new Record(entry.Status, System.Text.Encoding.UTF8.GetString(entry.Result.Span));
        return entry.Status != ItemStatus.Succeeded && _expected.GetValueOrDefault(entry.Id) is { Status: ItemStatus.Succeeded } before ? before : next;
    }

    private void CutDuring(int number, Action work)
    {
        var left = number % 9;
        _disk.Changed = _ =>
        {
            if (left-- == 0)
            {
                throw new CutException(After(number));
            }
        };
        try
        {
            work();
            _disk.Changed = null;
        }
        catch (CutException cut)
        {
            Restart(cut.Disk);
        }
    }

    private ModelDisk After(int number) => _disk.After((CutMode)(number % Enum.GetValues<CutMode>().Length), new Random(number));

    private void Restart(ModelDisk disk)
    {
        _disk = disk;
        _disk.Faults.SyncsLie = _syncsLie;
        _open = null;
        Open();
    }

    private sealed record Record(ItemStatus Status, string Result)
    {
        public static Record Of(RecordedOutcome outcome) => new(outcome.Status, System.Text.Encoding.UTF8.GetString(outcome.ResultJson.Span));
    }

#pragma warning disable CA1032, CA1064 // thrown and caught here only
    private sealed class CutException(ModelDisk disk) : Exception
    {
        public ModelDisk Disk { get; } = disk;
    }
#pragma warning restore CA1032, CA1064
}
