using System.Globalization;

namespace PersonaBatch.Samples.Tests;

/// <summary>An estimate by the model's own tokenizer.</summary>
public sealed class TokenizersSampleTests : IDisposable
{
    private static readonly string Sample = Path.Combine(
        AppContext.BaseDirectory, "..", "..", "Persona.Batch.Samples.Tokenizers", new DirectoryInfo(AppContext.BaseDirectory).Name, "Persona.Batch.Samples.Tokenizers.dll");

    private readonly string _directory = Directory.CreateTempSubdirectory("persona-batch-tokenizers-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Run_TheTokenizer_CountsWhatTheProviderCounts()
    {
        using var sample = SampleProcess.Start(Sample, _directory, new Dictionary<string, string>(StringComparer.Ordinal), []);

        var (exitCode, output, errors) = await sample.EndAsync();

        exitCode.Should().Be(0, output + errors);
        var rows = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(NumbersOf).ToList();
        rows.Should().HaveCount(4).And.OnlyContain(static row => row[1] > 0 && row[1] == row[2]);
        rows.Should().Contain(static row => row[0] > row[1] * 1.2, "a quarter of the bytes is wrong for some prompts");
    }

    private static int[] NumbersOf(string row) =>
        [.. row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(3).Select(static number => int.Parse(number, CultureInfo.InvariantCulture))];
}
