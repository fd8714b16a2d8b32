using Microsoft.Extensions.Logging;

namespace PersonaBatch;

/// <summary>Decides for each item that is read whether it runs, is replayed from the checkpoint, or ends at the door.</summary>
/// <remarks>Used by the one reader of the input.</remarks>
internal sealed class Admission<TItem, TResult>(
    ItemIdentity<TItem>? identity,
    Func<TItem, string>? fingerprint,
    ItemEstimates<TItem> estimates,
    OpenCheckpoint? checkpoint,
    ResultJson<TResult>? json,
    KeptAnswers<TItem, TResult>? keptAnswers,
    ResumeRules resumeRules,
    bool admitNewItems,
    DuplicatePolicy duplicates,
    ILogger logger)
{
    private readonly Dictionary<string, int> _repeats = new(StringComparer.Ordinal);

    /// <summary>Looks at one item.</summary>
    /// <returns><see langword="true"/> when it runs as <paramref name="admitted"/>; otherwise it has ended as <paramref name="end"/>.</returns>
    public bool TryAdmit(TItem item, long index, long now, out BatchItem<TItem> admitted, out ItemEnd<TItem, TResult> end)
    {
        if (!Runs(item, index, now, out admitted, out end))
        {
            return false;
        }

        if (estimates.AreThereAny)
        {
            admitted = estimates.Of(admitted);
        }

        return true;
    }

    private static bool Skip(in BatchItem<TItem> item, out ItemEnd<TItem, TResult> end)
    {
        end = Ended(item, ItemStatus.Skipped, FailureClass.Local, $"The checkpoint does not know it, and {nameof(BatchRunOptions.AdmitNewItems)} is off.");
        return false;
    }

    private static ItemEnd<TItem, TResult> Ended(in BatchItem<TItem> item, ItemStatus status, FailureClass failure, string why) => new()
    {
        Item = item.Item,
        Id = item.Id,
        Index = item.Index,
        Status = status,
        Failure = new BatchFailure(failure, why),
        Fingerprint = item.Fingerprint,
    };

    private bool Runs(TItem item, long index, long now, out BatchItem<TItem> admitted, out ItemEnd<TItem, TResult> end)
    {
        var id = identity?.Of(item, index);
        admitted = new BatchItem<TItem> { Item = item, Id = id, Index = index, AdmittedAt = now };
        end = default;

        if (checkpoint is null)
        {
            return admitNewItems || Skip(admitted, out end);
        }

        var isFirst = MarkSeen(ref id!);
        var mark = fingerprint is null ? null : UserHook.Call(nameof(BatchHooks<,>.ItemFingerprint), index, item, fingerprint);
        admitted = admitted with { Id = id, Fingerprint = mark };
        if (!isFirst && duplicates != DuplicatePolicy.Unchecked)
        {
            end = Ended(admitted, duplicates == DuplicatePolicy.Skip ? ItemStatus.Skipped : ItemStatus.Failed, FailureClass.DuplicateId, $"The id '{id}' was in the input before.");
            return false;
        }

        if (IsQuarantined(admitted, out end))
        {
            return false;
        }

        if (!checkpoint.Known.TryGet(id, out var known))
        {
            return admitNewItems || Skip(admitted, out end);
        }

        var contentChanged = mark is not null && known.FingerprintHash != 0 && known.FingerprintHash != FingerprintHash.Of(mark);
        BatchFailure? fault = null;
        if (!contentChanged && KeptAnswers<TItem, TResult>.IsPossible(known) && TryReadKept(admitted, known, out end, out fault))
        {
            return false;
        }

        if (!resumeRules.RunsAgain(known, contentChanged, index, checkpoint.Journal.Read))
        {
            end = Recorded(admitted, known);
            return false;
        }

        var recorded = checkpoint.Journal.Read(known);
        admitted = admitted with
        {
            Generation = contentChanged ? known.Generation + 1 : ResumeRules.NextGeneration(known),
            Prior = new PriorRuns(recorded.Attempts, recorded.Usage, recorded.CostUsd, fault ?? recorded.Failure),
        };
        return true;
    }

    /// <summary>Ends an item whose kept answer is good by what holds today: a new outcome, at the cost already paid.</summary>
    private bool TryReadKept(in BatchItem<TItem> item, KnownItem known, out ItemEnd<TItem, TResult> end, out BatchFailure? fault)
    {
        var recorded = checkpoint!.Journal.Read(known);
        var isGood = keptAnswers!.TryRead(item.Item, recorded, out var read);
        fault = read.Failure is { Class: FailureClass.InvalidResponse } reason ? reason : null;
        end = !isGood ? default : new ItemEnd<TItem, TResult>
        {
            Item = item.Item,
            Id = item.Id,
            Index = item.Index,
            Status = ItemStatus.Succeeded,
            Value = read.Value,
            Json = read.Json,
            Attempts = recorded.Attempts,
            Usage = recorded.Usage,
            CostUsd = recorded.CostUsd,
            Provider = recorded.Provider,
            Generation = known.Generation,
            Fingerprint = item.Fingerprint,
        };
        if (isGood)
        {
            BatchLog.KeptAnswerRead(logger, item.Id!);
        }

        return isGood;
    }

    private bool IsQuarantined(in BatchItem<TItem> item, out ItemEnd<TItem, TResult> end)
    {
        end = default;
        if (checkpoint!.Started?.IsQuarantined(item.Id!, out var failure, out var deaths) != true)
        {
            return false;
        }

        var prior = checkpoint.Known.TryGet(item.Id!, out var known) ? checkpoint.Journal.Read(known) : null;
        var attempts = (prior?.Attempts ?? 0) + deaths;
        if (resumeRules.RunsInSpiteOf(new RecordedOutcome(0, item.Id!, ItemStatus.Failed, failure, attempts, prior?.Usage, prior?.CostUsd, default), item.Index))
        {
            return false;
        }

        end = new ItemEnd<TItem, TResult>
        {
            Item = item.Item,
            Id = item.Id,
            Index = item.Index,
            Status = ItemStatus.Failed,
            Failure = failure,
            Attempts = attempts,
            Usage = prior?.Usage,
            CostUsd = prior?.CostUsd,
            Fingerprint = item.Fingerprint,
        };
        return true;
    }

    /// <summary>Notes that an id was met. Equal items without a selector are different items: a repeat gets a number behind its hash.</summary>
    private bool MarkSeen(ref string id)
    {
        var known = checkpoint!.Known;
        var hash = id;
        while (!known.MarkSeen(id))
        {
            if (!identity!.IsContent)
            {
                return false;
            }

            var number = _repeats[hash] = _repeats.GetValueOrDefault(hash, 1) + 1;
            id = $"{hash}-{number}";
        }

        return true;
    }

    private ItemEnd<TItem, TResult> Recorded(in BatchItem<TItem> item, KnownItem known)
    {
        var recorded = checkpoint!.Journal.Read(known);
        var isKept = checkpoint.HandOuts.IsKept(known.Sequence, recorded.Sequence);
        var failure = recorded.Failure;
        var value = isKept ? default : ValueOf(recorded, ref failure);
        return new ItemEnd<TItem, TResult>
        {
            Item = item.Item,
            Id = item.Id,
            Index = item.Index,
            Status = failure is null ? ItemStatus.Succeeded : ItemStatus.Failed,
            Value = value,
            Failure = failure,
            Attempts = recorded.Attempts,
            Usage = recorded.Usage,
            CostUsd = recorded.CostUsd,
            Provider = recorded.Provider,
            ReplayedSequence = known.Sequence,
            IsKept = isKept,
        };
    }

    private TResult? ValueOf(RecordedOutcome recorded, ref BatchFailure? failure)
    {
        if (recorded.Status != ItemStatus.Succeeded)
        {
            return default;
        }

        try
        {
            return json!.Deserialize(recorded.ResultJson.Span);
        }
#pragma warning disable CA1031 // constructors and converters are the user's code; one bad record must not make the batch impossible to resume
        catch (Exception exception)
#pragma warning restore CA1031
        {
            BatchLog.RecordedResultUnreadable(logger, recorded.Id);
            failure = new BatchFailure(FailureClass.InvalidResponse, $"The recorded result does not fit {typeof(TResult)} any more: {exception.Message}")
            {
                ResponseText = System.Text.Encoding.UTF8.GetString(recorded.ResultJson.Span),
            };
            return default;
        }
    }
}
