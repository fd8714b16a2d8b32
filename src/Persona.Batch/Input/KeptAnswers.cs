namespace PersonaBatch;

/// <summary>Reads the answers that failed items left behind, by the parser and the validation of today, before anything is paid again.</summary>
/// <param name="readers">The user's and the providers' parsers.</param>
/// <param name="judge">Validates what was read.</param>
/// <param name="json">Reads what we wrote ourselves: the result of a provider that reports no raw answer, as <c>Validate</c> refused it.</param>
internal sealed class KeptAnswers<TItem, TResult>(AnswerReaders<TItem, TResult> readers, AttemptJudge<TItem, TResult> judge, ResultJson<TResult> json)
{
    /// <summary>Says whether an item may have left an answer, without reading its record.</summary>
    public static bool IsPossible(in KnownItem known) =>
        known is { Status: ItemStatus.Failed, FailureClass: FailureClass.InvalidResponse or FailureClass.Unknown };

    /// <summary>Reads an item's answer.</summary>
    /// <param name="item">The item.</param>
    /// <param name="recorded">What is recorded of it.</param>
    /// <param name="end">The result; or, when it is bad by what holds today, why.</param>
    /// <returns><see langword="true"/> when the answer is good.</returns>
    public bool TryRead(TItem item, RecordedOutcome recorded, out AttemptEnd<TResult> end)
    {
        end = default;
        if (recorded.Failure is not { ResponseText: { Length: > 0 } text } failure || failure.StatusCode >= 400 || MayBeCut(text))
        {
            return false;
        }

        try
        {
            end = judge.Answered(item, readers.Of(recorded.Provider) is { } read ? read(item, failure) : json.Restore(text), call: null);
        }
#pragma warning disable CA1031 // parsers are the user's code: whatever they throw says that the answer cannot be read
        catch (Exception exception)
#pragma warning restore CA1031
        {
            end = new AttemptEnd<TResult> { Failure = FailureClassifier.Classify(exception) };
        }

        if (end.Failure is { } fault)
        {
            end = end with { Failure = fault with { Code = fault.Code ?? failure.Code, ResponseText = text } };
        }

        return end.Failure is null;
    }

    private static bool MayBeCut(string text) => text.Length >= BatchFailure.MostResponseCharacters - 1;
}
