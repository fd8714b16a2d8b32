using PersonaBatch.Samples.Personas;

namespace PersonaBatch.Samples.Tests;

public sealed class SampleArgumentsTests
{
    [Fact]
    public void Parse_Nothing_GivesTheDefaults()
    {
        var arguments = SampleArguments.Parse([]);

        arguments.Should().Be(new SampleArguments
        {
            Input = null,
            Output = "personas.jsonl",
            BatchId = null,
            Config = null,
            Model = null,
            Workers = null,
            Checkpoint = null,
            Fresh = false,
            Provider = null,
            BaseUrl = null,
            IsForSimulation = false,
            Latency = TimeSpan.FromMilliseconds(200),
            ErrorRate = 0.05,
            RequestsPerMinute = 3_000,
            TokensPerMinute = 6_000_000,
            CallLog = null,
            Help = false,
        });
    }

    [Fact]
    public void Parse_Everything_ReadsEverything()
    {
        var arguments = SampleArguments.Parse(
            ["--input", "in", "--output", "out", "--batch", "b", "--config", "file", "--model", "m", "--provider", "Gemini", "--workers", "7", "--checkpoint", "dir", "--fresh",
             "--latency-ms", "0", "--error-rate", "0.5", "--requests-per-minute", "60", "--tokens-per-minute", "90000", "--call-log", "log", "--help"]);

        arguments.Should().Be(new SampleArguments
        {
            Input = "in",
            Output = "out",
            BatchId = "b",
            Config = "file",
            Model = "m",
            Provider = SampleProvider.All[3],
            IsForSimulation = true,
            Workers = 7,
            Checkpoint = "dir",
            Fresh = true,
            Latency = TimeSpan.Zero,
            ErrorRate = 0.5,
            RequestsPerMinute = 60,
            TokensPerMinute = 90_000,
            CallLog = "log",
            Help = true,
        });
    }

    [Fact]
    public void Parse_BaseUrl_IsAnAddress() =>
        SampleArguments.Parse(["--base-url", "http://localhost:11434/v1"]).BaseUrl.Should().Be(new Uri("http://localhost:11434/v1"));

    [Theory]
    [InlineData("--latency-ms", "1")]
    [InlineData("--error-rate", "0")]
    [InlineData("--requests-per-minute", "60")]
    [InlineData("--tokens-per-minute", "60")]
    [InlineData("--call-log", "log")]
    public void Parse_SimulatedProvidersOptionBesideARealOne_IsRefused(string option, string value)
    {
        var parsing = () => SampleArguments.Parse([option, value, "--base-url", "http://localhost:11434/v1"]);

        parsing.Should().Throw<FormatException>().WithMessage($"{option} is for the simulated provider, and --base-url calls another");
    }

    [Fact]
    public void Parse_OptionTwice_TakesTheLast() =>
        SampleArguments.Parse(["--workers", "1", "--workers", "10000"]).Workers.Should().Be(10_000);

    [Theory]
    [InlineData("unknown argument '--worker'; --help lists the known ones", "--worker", "3")]
    [InlineData("unknown argument 'briefs.jsonl'; --help lists the known ones", "briefs.jsonl")]
    [InlineData("unknown argument ''; --help lists the known ones", "")]
    [InlineData("--output needs a file after it", "--output")]
    [InlineData("--output needs a file after it", "--output", "--fresh")]
    [InlineData("--batch needs an id after it", "--batch", " ")]
    [InlineData("--workers needs a whole number from 1 to 10000 after it", "--workers")]
    [InlineData("--workers must be a whole number from 1 to 10000, was '0'", "--workers", "0")]
    [InlineData("--workers must be a whole number from 1 to 10000, was '10001'", "--workers", "10001")]
    [InlineData("--workers must be a whole number from 1 to 10000, was '1.5'", "--workers", "1.5")]
    [InlineData("--latency-ms must be a whole number from 0 to 600000, was '-1'", "--latency-ms", "-1")]
    [InlineData("--latency-ms must be a whole number from 0 to 600000, was '99999999999'", "--latency-ms", "99999999999")]
    [InlineData("--requests-per-minute must be a whole number from 1 to 1000000, was '0'", "--requests-per-minute", "0")]
    [InlineData("--provider must be one of openai, anthropic, ollama, gemini, was 'azure'", "--provider", "azure")]
    [InlineData("--base-url must be a URL, such as https://api.openai.com/v1, was 'api.openai.com'", "--base-url", "api.openai.com")]
    [InlineData("--base-url must be a URL, such as https://api.openai.com/v1, was 'ftp://x/v1'", "--base-url", "ftp://x/v1")]
    [InlineData("--error-rate must be a number from 0 to 1, such as 0.05, was '1.1'", "--error-rate", "1.1")]
    [InlineData("--error-rate must be a number from 0 to 1, such as 0.05, was 'NaN'", "--error-rate", "NaN")]
    [InlineData("--error-rate must be a number from 0 to 1, such as 0.05, was '0,5'", "--error-rate", "0,5")]
    public void Parse_Malformed_NamesTheValueAndWhatIsAllowed(string message, params string[] args)
    {
        var parsing = () => SampleArguments.Parse(args);

        parsing.Should().Throw<FormatException>().WithMessage(message);
    }

    [Theory]
    [InlineData("--input")]
    [InlineData("--output")]
    [InlineData("--batch")]
    [InlineData("--workers")]
    [InlineData("--latency-ms")]
    [InlineData("--error-rate")]
    [InlineData("--config")]
    [InlineData("--model")]
    [InlineData("--base-url")]
    [InlineData("--provider")]
    [InlineData("--requests-per-minute")]
    [InlineData("--tokens-per-minute")]
    [InlineData("--call-log")]
    [InlineData("--checkpoint")]
    [InlineData("--fresh")]
    [InlineData("--help")]
    public void Usage_Option_IsListed(string option) =>
        SampleArguments.Usage.Should().Contain($"  {option} ");
}
