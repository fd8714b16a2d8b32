using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PersonaBatch.Benchmarks;

/// <summary>What a careful user builds instead: SQLite with a write-ahead log, synced at every commit, prepared once, a transaction for each group.</summary>
internal sealed class SqliteStore : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;

    public SqliteStore(string path)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        using var setup = _connection.CreateCommand();
        setup.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE results (
                n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, status TEXT NOT NULL, attempts INTEGER, ms INTEGER,
                tokens_in INTEGER, tokens_out INTEGER, usd TEXT, at TEXT, result BLOB);
            """;
        setup.ExecuteNonQuery();
        _insert = _connection.CreateCommand();
        _insert.CommandText = "INSERT INTO results VALUES (NULL, $id, $status, $attempts, $ms, $in, $out, $usd, $at, $result)";
        foreach (var name in (string[])["$id", "$status", "$attempts", "$ms", "$in", "$out", "$usd", "$at", "$result"])
        {
            _insert.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        _insert.Prepare();
    }

    public void Save(ReadOnlySpan<JournalEntry> entries)
    {
        using var transaction = _connection.BeginTransaction();
        _insert.Transaction = transaction;
        var at = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        foreach (var entry in entries)
        {
            var parameters = _insert.Parameters;
            parameters[0].Value = entry.Id;
            parameters[1].Value = "ok";
            parameters[2].Value = entry.Attempts;
            parameters[3].Value = (long)entry.ProviderTime.TotalMilliseconds;
            parameters[4].Value = entry.Usage!.Value.InputTokens;
            parameters[5].Value = entry.Usage!.Value.OutputTokens;
            parameters[6].Value = entry.CostUsd!.Value.ToString(CultureInfo.InvariantCulture);
            parameters[7].Value = at;
            parameters[8].Value = System.Runtime.InteropServices.MemoryMarshal.TryGetArray(entry.Result, out var json) ? json.Array : entry.Result.ToArray();
            _insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }
}
