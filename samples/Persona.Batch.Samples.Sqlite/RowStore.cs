using Microsoft.Data.Sqlite;

namespace PersonaBatch.Samples.Sqlite;

/// <summary>A table of answers in SQLite and, beside it, the number of the last outcome it holds.</summary>
internal sealed class RowStore : IAsyncDisposable
{
    private const string Schema =
        """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS answers (id TEXT PRIMARY KEY, answer TEXT, failure TEXT, saves INTEGER NOT NULL DEFAULT 1);
        CREATE TABLE IF NOT EXISTS cursor (one INTEGER PRIMARY KEY CHECK (one = 1), last INTEGER NOT NULL);
        """;

    // 'saves' is here to show that each row is saved once; an upsert, because a failure that is tried again is a second outcome of its row.
    private const string Save =
        """
        INSERT INTO answers (id, answer, failure) VALUES ($id, $answer, $failure)
        ON CONFLICT (id) DO UPDATE SET answer = excluded.answer, failure = excluded.failure, saves = saves + 1
        """;

    private const string SaveLast = "INSERT INTO cursor VALUES (1, $last) ON CONFLICT DO UPDATE SET last = excluded.last";

    private readonly SqliteConnection _connection;

    private RowStore(SqliteConnection connection) => _connection = connection;

    public static async Task<RowStore> OpenAsync(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Schema;
        await command.ExecuteNonQueryAsync();
        return new RowStore(connection);
    }

    /// <summary>Tells the number of the last outcome it holds; 0 at first.</summary>
    public async Task<long> LastAsync(CancellationToken cancellationToken)
    {
        await using var command = _connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(last), 0) FROM cursor";
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Saves rows and the number of the last of them together: all or nothing.</summary>
    public async Task SaveAsync(IReadOnlyList<ItemOutcome<Row, string>> outcomes, CancellationToken cancellationToken)
    {
        await using var transaction = (SqliteTransaction)await _connection.BeginTransactionAsync(cancellationToken);
        foreach (var outcome in outcomes)
        {
            await RunAsync(transaction, Save, ("$id", outcome.Id), ("$answer", outcome.Value), ("$failure", outcome.Failure?.ToString()));
        }

        await RunAsync(transaction, SaveLast, ("$last", outcomes[^1].Sequence));
        await transaction.CommitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static async Task RunAsync(SqliteTransaction transaction, string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // both statements are constants of this class
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        await command.ExecuteNonQueryAsync();
    }
}
