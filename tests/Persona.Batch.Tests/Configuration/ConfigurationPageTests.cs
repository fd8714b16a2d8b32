using System.Globalization;
using System.Text.RegularExpressions;

namespace PersonaBatch.Tests.Configuration;

/// <summary>The page of all keys says what the code says.</summary>
public sealed partial class ConfigurationPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "configuration.md"));

    [Fact]
    public void Table_HasARowForEveryKeyInBothSpellings() =>
        Rows().Select(static row => (row.Groups["snake"].Value, row.Groups["pascal"].Value))
            .Should().BeEquivalentTo(Keys(OptionSection.Of(typeof(BatchOptions)), "", ""));

    [Theory]
    [InlineData("max_failure_rate", "0.5")]
    [InlineData("processing:chunk_size", "10 items")]
    [InlineData("processing:checkpoint:interval", "10 results")]
    [InlineData("concurrency:min_workers", "1 call")]
    [InlineData("concurrency:max_workers", "20 calls")]
    [InlineData("concurrency:target_latency_ms", "5,000 ms")]
    [InlineData("concurrency:success_threshold", "0.9")]
    [InlineData("concurrency:decrease_threshold", "0.8")]
    [InlineData("retry:max_attempts", "3 calls in all")]
    [InlineData("retry:max_honored_retry_after", "00:05:00")]
    [InlineData("failover:after", "00:00:30")]
    [InlineData("failover:failures", "5 failures in a row")]
    [InlineData("failover:cool_down", "00:01:00")]
    [InlineData("timeouts:attempt", "00:10:00")]
    [InlineData("timeouts:drain", "00:00:20")]
    public void Table_Default_IsTheCodes(string key, string text)
    {
        Rows().Should().ContainSingle(row => row.Groups["snake"].Value == key).Which.Groups["default"].Value.Should().Be(text);
        var value = text.Split(' ')[0].Replace(",", "", StringComparison.Ordinal);

        var options = BoundOptions.Of((key, value));

        options.Should().BeEquivalentTo(new BatchOptions { Concurrency = { MaxWorkers = options.Concurrency.MaxWorkers } }, static compare => compare.Excluding(static found => found.Written));
        (options.Concurrency.MaxWorkers ?? ConcurrencyOptions.DefaultMaxWorkers).Should().Be(ConcurrencyOptions.DefaultMaxWorkers);
    }

    private static MatchCollection Rows() => Row().Matches(Page);

    private static IEnumerable<(string Snake, string Pascal)> Keys(OptionSection section, string snake, string pascal) => section.Keys.Values.SelectMany(key => key.Kind switch
    {
        OptionKind.Section => Keys(key.Section, $"{snake}{KeyName.Snake(key.Name)}:", $"{pascal}{key.Name}:"),
        OptionKind.Sections => Keys(key.Section, Named($"{snake}{KeyName.Snake(key.Name)}", key), Named($"{pascal}{key.Name}", key)),
        OptionKind.Texts => [($"{snake}{KeyName.Snake(key.Name)}:<name>", $"{pascal}{key.Name}")],
        _ => [($"{snake}{KeyName.Snake(key.Name)}", $"{pascal}{key.Name}")],
    });

    private static string Named(string path, OptionKey key) => string.Create(CultureInfo.InvariantCulture, $"{path}:<{(key.Type == typeof(ModelPrice) ? "model" : "name")}>:");

    [GeneratedRegex(@"^\| `(?<snake>[a-z_:<>]+)` \| `(?<pascal>[A-Za-z:<>]+)` \| (?<default>[^|]+?) \|", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
