namespace PersonaBatch.Testing;

/// <summary>How an answer in pieces is wanted.</summary>
internal sealed record OpenAiStreamOptions
{
    public bool? IncludeUsage { get; init; }
}
