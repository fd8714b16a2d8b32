namespace PersonaBatch;

/// <summary>Reads the answers that failed items left behind, by the parser and the validation of today, before anything is paid again.</summary>
/// <param name="read">The user's or the provider's parser; <see langword="null"/> = only what we wrote ourselves can be read.</param>
/// <param name="judge">Validates what was read.</param>
/// <param name="json">Reads what we wrote ourselves: the result of a provider that reports no raw answer, as <c>Validate</c> refused it.</param>
internal sealed class KeptAnswers<TItem, TResult>(Func<TItem, BatchFailure, TResult>? read, AttemptJudge<TItem, TResult> judge, ResultJson<TResult> json)
{
    /// <summary>Says whether an item may have left an answer, without reading its record.</summary>
    public static bool IsPossible(in KnownItem known) =>
        known is { Status: ItemStatus.Failed, FailureClass: FailureClass.InvalidResponse or FailureClass.Unknown };

    /// <summary>Reads an item's answer.</summary>
    /// <param name="item">The item.</param>
    /// <param name="failure">Its recorded failure.</param>
    /// <param name="end">The result; or, when it is bad by what holds today, why.</param>
    /// <returns><see langword="true"/> when the answer is good.</returns>
    public bool TryRead(TItem item, BatchFailure? failure, out AttemptEnd<TResult> end)
    {
        end = default;
        if (failure is not { ResponseText: { Length: > 0 } text } || failure.StatusCode >= 400 || MayBeCut(text))
        {
            return false;
        }

        try
        {
            end = judge.Answered(item, read is null ? json.Restore(text) : read(item, failure), call: null);
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
