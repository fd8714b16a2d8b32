using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace PersonaBatch.Tests.Support;

/// <summary>One life of a batch on a disk: the whole engine, from opening the checkpoint to the end of the run. Belongs inside a simulation.</summary>
internal sealed class DiskLife
{
    private readonly DiskWorkload _work;
    private readonly ModelDisk _disk;
    private readonly int _number;
    private readonly TimeProvider _time;
    private readonly ScriptedProvider _provider;
    private readonly FakeLogCollector _logs = FakeLogCollector.Create(new FakeLogCollectorOptions());
    private readonly Dictionary<string, string> _told;

    public DiskLife(TimeProvider time, DiskWorkload work, ModelDisk disk, int number = 0, IReadOnlyDictionary<string, string>? told = null)
    {
        (_time, _work, _disk, _number) = (time, work, disk, number);
        _told = new Dictionary<string, string>(told ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);
        _provider = new ScriptedProvider(_time, (item, _) => work.AnswerTo(item, number));
    }

    /// <summary>Gets the outcomes of this life in the order they were handed out.</summary>
    public List<ItemOutcome<string, string>> Outcomes { get; } = [];

    /// <summary>Gets what was handed out in this and all earlier lives, by id.</summary>
    public IReadOnlyDictionary<string, string> Told => _told;

    /// <summary>Gets the items that were called in this life, as often as they were.</summary>
    public IReadOnlyList<string> Called => [.. _provider.Calls.Select(static call => call.Item)];

    /// <summary>Gets what the run threw.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Gets the ids of the log entries.</summary>
    public IEnumerable<int> Events => _logs.GetSnapshot().Select(static entry => entry.Id.Id);

    public static string TextOf(ItemOutcome<string, string> outcome) => $"{outcome.Status}: {outcome.Value ?? outcome.Failure?.Message}";

    public async Task RunAsync()
    {
        try
        {
            await StreamAsync();
        }
#pragma warning disable CA1031 // whatever ends a life is looked at by the trial
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Error = exception;
        }
    }

    /// <summary>What a cut leaves at this moment.</summary>
    public DiskCut Cut(string at, ModelDisk disk) => new(
        _number, at, disk, new Dictionary<string, string>(_told, StringComparer.Ordinal), Called.ToHashSet(StringComparer.Ordinal));

    private async Task StreamAsync()
    {
        using var loggers = new LoggerFactory([new FakeLoggerProvider(_logs)]);
        var options = new BatchOptions
        {
            BatchId = "batch",
            Processing = { Mode = BatchMode.Fixed, Checkpoint = { Interval = _work.Interval, SegmentBytes = _work.SegmentBytes, Directory = CheckpointSandbox.Root } },
            Concurrency = { MaxWorkers = _work.Workers },
        };
        var hooks = new BatchHooks<string, string> { ItemId = static item => item, TimeProvider = _time, Files = _disk, LoggerFactory = loggers };
        await foreach (var outcome in new OptimisedBatchProcessor<string, string>(_provider, options, hooks).StreamAsync(_work.Items))
        {
            Outcomes.Add(outcome);
            if (outcome.Status is ItemStatus.Succeeded or ItemStatus.Failed)
            {
                _told[outcome.Id] = TextOf(outcome);
            }
        }
    }
}
