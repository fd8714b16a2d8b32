namespace PersonaBatch.Tests.Support;

/// <summary>A user's own store: rows by id, and the cursor, in one transaction.</summary>
internal sealed class RowStore
{
    private readonly Dictionary<string, int> _savedSuccesses = new(StringComparer.Ordinal);

    /// <summary>Gets how often a success was saved, by id.</summary>
    public IReadOnlyDictionary<string, int> SavedSuccesses => _savedSuccesses;

    public long Cursor { get; private set; }

    public void Commit(IReadOnlyCollection<ItemOutcome<string, string>> chunk)
    {
        foreach (var outcome in chunk.Where(static outcome => outcome.IsSuccess))
        {
            _savedSuccesses[outcome.Id] = _savedSuccesses.GetValueOrDefault(outcome.Id) + 1;
        }

        Cursor = chunk.Last().Sequence;
    }
}
