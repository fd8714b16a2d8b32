namespace PersonaBatch.Tests.Support;

/// <summary>Cuts the lives of a batch short, lets it live again, and holds what it does against the guarantees.</summary>
internal sealed class DiskTrial(TimeProvider time, DiskWorkload work)
{
    private const int LostAcknowledged = 407;

    private readonly List<string> _violations = [];

    /// <summary>Gets what was violated, each with all that repeats it.</summary>
    public IReadOnlyList<string> Violations => _violations;

    /// <summary>Gets how many different states of the disk were tried.</summary>
    public int States { get; private set; }

    /// <summary>Lives once and collects what cuts after each change and at the end would leave; states that are the same are kept once.</summary>
    public async Task<List<DiskCut>> CutsAsync(DiskLife life, ModelDisk disk, IReadOnlyList<CutMode> modes)
    {
        var cuts = new List<DiskCut>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var changes = 0;
        disk.Changed = change => Cut(change);
        await life.RunAsync();
        disk.Changed = null;
        Cut("the end");
        return cuts;

        void Cut(string change)
        {
            changes++;
            foreach (var mode in modes)
            {
                var after = disk.After(mode, new Random((((work.Seed * 1009) + changes) * 31) + (int)mode));
                if (known.Add($"{after.Digest()} {life.Told.Count}"))
                {
                    cuts.Add(life.Cut($"change {changes} ({change}), {mode}", after));
                }
            }
        }
    }

    /// <summary>Lives again after a cut, to the end and once more, and checks both.</summary>
    public async Task TryAsync(DiskCut cut)
    {
        States++;
        var life = new DiskLife(time, work, cut.Disk, cut.Life + 1, cut.Told);
        await life.RunAsync();
        CheckWhole(cut, life);
        CheckKept(cut, life);

        var again = new DiskLife(time, work, cut.Disk, cut.Life + 2, life.Told);
        await again.RunAsync();
        CheckWhole(cut, again);
        Check(cut, again.Called.Count == 0, $"a finished batch made {again.Called.Count} calls");
        Check(cut, again.Outcomes.All(outcome => life.Told.GetValueOrDefault(outcome.Id) == DiskLife.TextOf(outcome)), "a finished batch changed its outcomes");
    }

    /// <summary>Cuts the next life too, at every change of it or only of its recovery, and lives again after each.</summary>
    public async Task TryWithSecondCutAsync(DiskCut cut, IReadOnlyList<CutMode> modes, bool isRecoveryOnly)
    {
        var disk = cut.Disk.After(CutMode.Killed, new Random(work.Seed));
        var life = new DiskLife(time, work, disk, cut.Life + 1, cut.Told);
        foreach (var second in await CutsAsync(life, disk, modes))
        {
            if (second.Called.Count == 0 || !isRecoveryOnly)
            {
                await TryAsync(second with { At = $"{cut.At}, then {second.At}", Called = second.Called.Count == 0 ? cut.Called : second.Called });
            }
        }
    }

    /// <summary>Checks that a life with a faulty disk told no lie: it ended well, or handed over everything it could not save.</summary>
    public void CheckHonest(DiskLife life, string what)
    {
        var unsaved = (life.Error as CheckpointException)?.Unsaved.Select(static outcome => outcome.Id) ?? [];
        var cut = life.Cut(what, new ModelDisk(NameRule.WithDirectorySync));
        Check(cut, life.Error is null or CheckpointException { Problem: CheckpointProblem.StorageBlocked }, $"it threw {life.Error}");
        Check(cut, life.Called.Except(life.Told.Keys).Except(unsaved).ToList() is [], "an answer was neither handed out nor attached");
    }

    /// <summary>Every id once, with an outcome that counts.</summary>
    private void CheckWhole(DiskCut cut, DiskLife life)
    {
        Check(cut, life.Error is null, $"resuming threw {life.Error}");
        Check(cut, life.Outcomes.Select(static outcome => outcome.Id).Order(StringComparer.Ordinal).SequenceEqual(work.Items.Order(StringComparer.Ordinal)), "an id is missing or came twice");
        Check(cut, life.Outcomes.All(static outcome => outcome.Status is ItemStatus.Succeeded or ItemStatus.Failed), "an item has no outcome");
        Check(cut, !life.Events.Contains(LostAcknowledged), "it says that saved outcomes were lost");
    }

    /// <summary>What was handed out is as it was and not paid for again; the rest is paid for again within the bound.</summary>
    private void CheckKept(DiskCut cut, DiskLife life)
    {
        foreach (var outcome in life.Outcomes.Where(outcome => cut.Told.ContainsKey(outcome.Id)))
        {
            Check(cut, outcome.Replayed && cut.Told[outcome.Id] == DiskLife.TextOf(outcome), $"'{outcome.Id}' had been handed out and is another one now");
        }

        var repeated = life.Called.Intersect(cut.Called).Count();
        Check(cut, life.Called.Distinct().Count() == life.Called.Count, "an item was called twice in one life");
        Check(cut, !life.Called.Any(cut.Told.ContainsKey), "an item that had been handed out was called again");
        Check(cut, repeated <= work.MostRepeated, $"{repeated} calls were repeated, at most {work.MostRepeated} are promised");
    }

    private void Check(DiskCut cut, bool holds, string violation)
    {
        if (!holds)
        {
            _violations.Add($"seed {work.Seed}, life {cut.Life}, {cut.At}: {violation}");
        }
    }
}
