namespace PersonaBatch.Samples.Sqlite;

/// <summary>A row that waits for an answer.</summary>
internal sealed record Row(string Id, string Text);
