using Microsoft.Data.Sqlite;

namespace PersonaBatch.Samples.Tests;

/// <summary>Rows in a real database, and a process that is killed again and again while it fills it.</summary>
public sealed class SqliteSampleTests : IDisposable
{
    private const int Rows = 2000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>In its own directory: beside the tests it would lack what another sample's framework brings.</summary>
    private static readonly string Sample = Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Persona.Batch.Samples.Sqlite", new DirectoryInfo(AppContext.BaseDirectory).Name, "Persona.Batch.Samples.Sqlite.dll");

    private readonly string _directory = Directory.CreateTempSubdirectory("persona-batch-sqlite-").FullName;

    private string Database => Path.Combine(_directory, "rows.db");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Run_KilledAtRandom_HasEveryRowExactlyOnce(int seed)
    {
        var random = new Random(seed);
        for (var kill = 0; kill < 6; kill++)
        {
            using var killed = Start();
            await GrowsAsync(bytes: random.Next(1, 40_000));
            await killed.KillAsync();
        }

        var before = await NumbersAsync();
        using var last = Start();
        var (exitCode, output, errors) = await last.EndAsync();

        exitCode.Should().Be(0, output + errors);
        before.Rows.Should().BeLessThan(Rows, "it was killed before the end");
        (await NumbersAsync()).Should().Be((Rows, Rows, Rows), "rows, answers and saves");
        (await SucceededIdsAsync()).Should().HaveCount(Rows).And.OnlyHaveUniqueItems("what is recorded is never paid for again");
    }

    [Fact]
    public async Task Run_FinishedBefore_SavesNothingAgain()
    {
        for (var run = 0; run < 2; run++)
        {
            using var sample = Start();
            (await sample.EndAsync()).ExitCode.Should().Be(0);
        }

        (await NumbersAsync()).Should().Be((Rows, Rows, Rows));
    }

    private SampleProcess Start() => SampleProcess.Start(
        Sample, _directory, new Dictionary<string, string>(StringComparer.Ordinal), [$"{Rows}", Database, "15"]);

    /// <summary>Waits until the process has recorded so much more.</summary>
    private async Task GrowsAsync(int bytes)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(2), TimeProvider.System);
        var start = RecordedBytes();
        while (RecordedBytes() < start + bytes)
        {
            await looks.WaitForNextTickAsync(patience.Token);
        }
    }

    private long RecordedBytes() => Journals().Sum(static path => new FileInfo(path).Length);

    private async Task<List<string>> SucceededIdsAsync()
    {
        var lines = await SharedFile.ReadLinesAsync(Journals().Single());
        return [.. lines.Where(static line => line.Contains("\"s\":\"ok\"", StringComparison.Ordinal)).Select(static line => line.Split("\"id\":\"")[1].Split('"')[0])];
    }

    private IEnumerable<string> Journals()
    {
        var root = Path.Combine(_directory, ".persona", "checkpoints");
        return Directory.Exists(root) ? Directory.EnumerateFiles(root, "results-*.jsonl", SearchOption.AllDirectories) : [];
    }

    private async Task<(long Rows, long Answers, long Saves)> NumbersAsync()
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Database, Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*), count(answer), coalesce(sum(saves), 0) FROM answers";
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }
}
