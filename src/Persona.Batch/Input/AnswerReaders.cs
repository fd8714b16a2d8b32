namespace PersonaBatch;

/// <summary>Knows who reads a kept answer: the user's hook, else the reader of the provider that gave it.</summary>
/// <remarks>Used by the one reader of the input.</remarks>
internal sealed class AnswerReaders<TItem, TResult>(Func<TItem, BatchFailure, TResult>? hook, IReadOnlyList<(string? Provider, IAnswerReader<TItem, TResult>? Reader)> providers)
{
    /// <summary>Finds the reader of an answer; <see langword="null"/> = only what we wrote ourselves can be read.</summary>
    /// <param name="provider">Who gave it; unknown or gone = the first one.</param>
    public Func<TItem, BatchFailure, TResult>? Of(string? provider)
    {
        var reader = providers
            .Where(given => string.Equals(given.Provider, provider, StringComparison.OrdinalIgnoreCase))
            .Select(static given => given.Reader)
            .DefaultIfEmpty(providers[0].Reader)
            .First();
        return hook ?? (reader is null ? null : reader.ReadAnswer);
    }
}
