using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>Notes each item whose call is about to start, so that after a crash the next run knows which calls may have been billed, and which keep killing the process.</summary>
/// <remarks>
/// <para>A file of its own beside the results: written before the call, never synced, and small, because ended items are dropped from it.
/// When it cannot be written the calls go on without.</para>
/// <para>Safe for concurrent use.</para>
/// </remarks>
internal sealed class StartedCalls : IDisposable
{
    /// <summary>The file's name.</summary>
    public const string FileName = "started.jsonl";

    /// <summary>The code of the failure of an item that is not tried a third time.</summary>
    public const string QuarantinedCode = "quarantined";

    /// <summary>The name a smaller file has until it takes the place of the larger.</summary>
    public const string TemporaryName = FileName + ".tmp";

    private const int MostDeaths = 2;
    private const long LongestFile = 1 << 20;

    private readonly Lock _gate = new();
    private readonly ICheckpointFiles _files;
    private readonly string _path;
    private readonly string _batchId;
    private readonly long _lastSequence;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _runId = Guid.NewGuid().ToString("N");
    private readonly JsonLineBuffer _line = new();
    private readonly Dictionary<string, List<StartedCall>> _deaths;
    private readonly HashSet<string> _inFlight = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unsaved = new(StringComparer.Ordinal);

    private ICheckpointFile? _file;
    private long _length;
    private long _rewriteAt;
    private bool _isGivenUp;

    private StartedCalls(
        ICheckpointFiles files, OpenCheckpoint checkpoint, Dictionary<string, List<StartedCall>> deaths, TimeProvider time, ILogger logger)
    {
        _files = files;
        _path = Path.Combine(checkpoint.Path, FileName);
        _batchId = checkpoint.BatchId;
        _lastSequence = checkpoint.Journal.LastSequence;
        _deaths = deaths;
        _time = time;
        _logger = logger;
        PossiblyBilled = [.. deaths.Keys.Order(StringComparer.Ordinal)];
    }

    /// <summary>Gets the items whose call was in flight when an earlier run died, and that have no outcome since.</summary>
    public IReadOnlyList<string> PossiblyBilled { get; }

    /// <summary>Reads what earlier runs left and begins to note.</summary>
    public static StartedCalls Open(ICheckpointFiles files, OpenCheckpoint checkpoint, TimeProvider time, ILogger logger)
    {
        var deaths = new Dictionary<string, List<StartedCall>>(StringComparer.Ordinal);
        foreach (var call in Left(files, Path.Combine(checkpoint.Path, FileName)))
        {
            var isOver = checkpoint.Known.TryGet(call.Id, out var known) && known.Sequence > call.LastSequence;
            if (!isOver)
            {
                deaths.TryAdd(call.Id, []);
                deaths[call.Id].Add(call);
            }
        }

        var started = new StartedCalls(files, checkpoint, deaths, time, logger);
        started.Try(static (started, _) => started.WriteAnewNeedsLock());
        if (deaths.Count > 0)
        {
            BatchLog.PossiblyBilled(logger, checkpoint.BatchId, deaths.Count, string.Join(", ", started.PossiblyBilled.Take(20)));
        }

        return started;
    }

    /// <summary>Tells whether an item's call was in flight at the death of two runs or more.</summary>
    public bool IsQuarantined(string id, out BatchFailure? failure, out int deaths)
    {
        lock (_gate)
        {
            deaths = _deaths.GetValueOrDefault(id)?.Where(static call => call.IsDeath).Select(static call => call.RunId).Distinct(StringComparer.Ordinal).Count() ?? 0;
        }

        failure = deaths < MostDeaths ? null : new BatchFailure(
            FailureClass.Local,
            $"The process died {deaths} times while this item's call was in flight; it is not tried again unless {nameof(BatchRunOptions.RunAgain)} says so.")
        {
            Code = QuarantinedCode,
        };
        return failure is not null;
    }

    /// <summary>Notes that an item's call starts; once a run.</summary>
    public void Start(string id)
    {
        lock (_gate)
        {
            if (_inFlight.Add(id) && !_isGivenUp)
            {
                Try(static (started, call) => started.AddNeedsLock(call), new StartedCall(id, _runId, _lastSequence));
            }
        }
    }

    /// <summary>Notes that an item has its outcome.</summary>
    public void End(string id)
    {
        lock (_gate)
        {
            _inFlight.Remove(id);
            _deaths.Remove(id);
        }
    }

    /// <summary>Notes that an item's outcome could not be saved: its call was paid for, but the process did not die of it.</summary>
    public void Lose(string id)
    {
        lock (_gate)
        {
            if (_inFlight.Remove(id))
            {
                _unsaved.Add(id);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!Try(static (started, _) => started.WriteAnewNeedsLock()))
            {
                TryEmpty();
            }

            _file?.Dispose();
            _file = null;
        }
    }

    private static List<StartedCall> Left(ICheckpointFiles files, string path)
    {
        List<StartedCall> left = [];
        try
        {
            using var file = files.OpenRead(path);
            var lines = file is null ? null : new LineSplitter(file);
            while (lines?.TryNext(out var line, out _) == true)
            {
                if (JournalLineReader.TryRead(line, withResult: false, out var read) && read.Id.IsPresent && read.RunId is { } runId)
                {
                    left.Add(new StartedCall(read.Id.Decode()!, runId, read.Last));
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be read cannot be told; the results do not depend on it.
        }

        return left;
    }

    private void AddNeedsLock(in StartedCall call)
    {
        if (_length > _rewriteAt)
        {
            WriteAnewNeedsLock();
            return; // the item is in flight, and so in it
        }

        _line.Clear();
        Write(call);
        _file?.Write(_line.Written, _length);
        _length += _line.Written.Length;
    }

    /// <summary>Replaces the file by one that holds what still counts. Without anything it becomes empty, and the name stays.</summary>
    private void WriteAnewNeedsLock()
    {
        var temporary = Path.Combine(Path.GetDirectoryName(_path)!, TemporaryName);
        _line.Clear();
        foreach (var call in _deaths.Values.SelectMany(static calls => calls)
            .Concat(_inFlight.Select(id => new StartedCall(id, _runId, _lastSequence)))
            .Concat(_unsaved.Select(id => new StartedCall(id, StartedCall.NoDeath, _lastSequence))))
        {
            Write(call);
        }

        _file?.Dispose();
        _file = null;
        using (var file = _files.Open(temporary))
        {
            file.SetLength(0);
            file.Write(_line.Written, 0);
        }

        _files.RenameFile(temporary, _path);
        _file = _files.Open(_path);
        _length = _line.Written.Length;
        _rewriteAt = Math.Max(LongestFile, 2 * _length);
        _line.Clear();
    }

    private void Write(in StartedCall call)
    {
        _line.BeginLine();
        _line.Plain("t"u8, "start"u8);
        _line.Text("id"u8, call.Id);
        _line.Text("run"u8, call.RunId);
        _line.Number("last"u8, call.LastSequence);
        _line.Instant("at"u8, _time.GetUtcNow());
        _line.EndLine();
    }

    private bool Try(Action<StartedCalls, StartedCall> write, StartedCall call = default)
    {
        try
        {
            write(this, call);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_isGivenUp)
            {
                BatchLog.StartsNotNoted(_logger, exception, _batchId, _path);
            }

            _isGivenUp = true;
            _file?.Dispose();
            _file = null;
            return false;
        }
    }

    /// <summary>What cannot be brought up to date would blame items for a death that there was not.</summary>
    private void TryEmpty()
    {
        try
        {
            using var file = _files.Open(_path);
            file.SetLength(0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It was logged that the file cannot be written.
        }
    }
}
