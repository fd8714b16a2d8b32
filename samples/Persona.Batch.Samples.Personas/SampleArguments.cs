using System.Globalization;

namespace PersonaBatch.Samples.Personas;

/// <summary>What the command line asks for.</summary>
internal sealed record SampleArguments
{
    private static readonly string[] ForTheSimulatedProvider =
        ["--latency-ms", "--error-rate", "--requests-per-minute", "--tokens-per-minute", "--call-log"];

    /// <summary>The options, for people.</summary>
    public const string Usage =
        """
        Writes a persona for each brief through the provider's own SDK. Unless it is told otherwise it calls a simulated provider of its
        own: no key, no network, no cost.

          --input FILE       briefs as JSONL, {"id": "...", "text": "..."} per line; default: those that come with the sample
          --output FILE      where the results go, as JSONL; default personas.jsonl
          --batch ID         names the batch: the same id resumes it, and a finished one makes no call
          --config FILE      takes the options of the batch from this JSON or YAML file (seed.yaml comes with the sample);
                             default: the sample's appsettings.json. Variables such as batch__retry__max_attempts go before it
          --model NAME       the model; default one of the provider's small ones
          --workers N        most calls in flight, 1 to 10000; default: as many as the provider bears
          --checkpoint DIR   where progress is saved; default .persona/checkpoints
          --fresh            sets an earlier checkpoint aside and starts anew
          --help             shows this

        A real provider:

          --provider NAME    openai (default), anthropic, ollama or gemini: through its SDK. With its key in OPENAI_API_KEY,
                             ANTHROPIC_API_KEY or GEMINI_API_KEY it is called; without, a simulated one on its wire
          --base-url URL     where it is if not at its own address, such as http://localhost:11434 for ollama, as its SDK wants it.
                             On this machine no key is needed

        The simulated provider:

          --latency-ms N            how long it takes to answer, 0 to 600000; default 200
          --error-rate X            share of calls that fail, 0 to 1; default 0.05
          --requests-per-minute N   its limit, 1 to 1000000; default 3000
          --tokens-per-minute N     its limit, input and most output, 1 to 1000000000; default 6000000
          --call-log FILE           writes one line for each call it receives
        """;

    public string? Input { get; init; }

    public string Output { get; init; } = "personas.jsonl";

    public string? BatchId { get; init; }

    public string? Config { get; init; }

    public string? Model { get; init; }

    public int? Workers { get; init; }

    public string? Checkpoint { get; init; }

    public bool Fresh { get; init; }

    /// <summary>Gets the provider that was asked for by name.</summary>
    public SampleProvider? Provider { get; init; }

    /// <summary>Gets the provider whose SDK is used.</summary>
    public SampleProvider CalledProvider => Provider ?? SampleProvider.OpenAI;

    public Uri? BaseUrl { get; init; }

    /// <summary>Gets a value indicating whether the simulated provider was told how to behave: no other is called then.</summary>
    public bool IsForSimulation { get; init; }

    public TimeSpan Latency { get; init; } = TimeSpan.FromMilliseconds(200);

    public double ErrorRate { get; init; } = 0.05;

    public int RequestsPerMinute { get; init; } = 3_000;

    public int TokensPerMinute { get; init; } = 6_000_000;

    public string? CallLog { get; init; }

    public bool Help { get; init; }

    /// <summary>Reads the command line; of an option given twice, the last one counts.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <returns>What they ask for.</returns>
    /// <exception cref="FormatException">An argument is unknown or malformed; the message names it and what is allowed.</exception>
    public static SampleArguments Parse(IEnumerable<string> args)
    {
        var parsed = new SampleArguments();
        string? simulated = null;
        var rest = new Queue<string>(args);
        while (rest.TryDequeue(out var option))
        {
            parsed = option switch
            {
                "--input" => parsed with { Input = Text(option, "a file", rest) },
                "--output" => parsed with { Output = Text(option, "a file", rest) },
                "--batch" => parsed with { BatchId = Text(option, "an id", rest) },
                "--config" => parsed with { Config = Text(option, "a file", rest) },
                "--model" => parsed with { Model = Text(option, "a name", rest) },
                "--workers" => parsed with { Workers = Integer(option, 1, 10_000, rest) },
                "--checkpoint" => parsed with { Checkpoint = Text(option, "a directory", rest) },
                "--fresh" => parsed with { Fresh = true },
                "--provider" => parsed with { Provider = OneOf(option, SampleProvider.All, rest) },
                "--base-url" => parsed with { BaseUrl = Address(option, rest) },
                "--latency-ms" => parsed with { Latency = TimeSpan.FromMilliseconds(Integer(option, 0, 600_000, rest)) },
                "--error-rate" => parsed with { ErrorRate = Share(option, rest) },
                "--requests-per-minute" => parsed with { RequestsPerMinute = Integer(option, 1, 1_000_000, rest) },
                "--tokens-per-minute" => parsed with { TokensPerMinute = Integer(option, 1, 1_000_000_000, rest) },
                "--call-log" => parsed with { CallLog = Text(option, "a file", rest) },
                "--help" or "-h" => parsed with { Help = true },
                _ => throw new FormatException($"unknown argument '{option}'; --help lists the known ones"),
            };
            simulated ??= ForTheSimulatedProvider.Contains(option) ? option : null;
        }

        return parsed.BaseUrl is null || simulated is null
            ? parsed with { IsForSimulation = simulated is not null }
            : throw new FormatException($"{simulated} is for the simulated provider, and --base-url calls another");
    }

    private static SampleProvider OneOf(string option, IReadOnlyList<SampleProvider> providers, Queue<string> rest)
    {
        var wanted = $"one of {string.Join(", ", providers.Select(static provider => provider.Name))}";
        var value = Text(option, wanted, rest);
        return providers.FirstOrDefault(provider => provider.Name.Equals(value, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException($"{option} must be {wanted}, was '{value}'");
    }

    private static Uri Address(string option, Queue<string> rest)
    {
        const string Wanted = "a URL, such as https://api.openai.com/v1";
        var value = Text(option, Wanted, rest);
        return Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new FormatException($"{option} must be {Wanted}, was '{value}'");
    }

    private static string Text(string option, string wanted, Queue<string> rest)
    {
        // What starts with two dashes is the next option: its value was forgotten.
        if (!rest.TryPeek(out var value) || string.IsNullOrWhiteSpace(value) || value.StartsWith("--", StringComparison.Ordinal))
        {
            throw new FormatException($"{option} needs {wanted} after it");
        }

        return rest.Dequeue();
    }

    private static int Integer(string option, int least, int most, Queue<string> rest)
    {
        var wanted = $"a whole number from {least} to {most}";
        var value = Text(option, wanted, rest);
        return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least && number <= most
            ? number
            : throw new FormatException($"{option} must be {wanted}, was '{value}'");
    }

    private static double Share(string option, Queue<string> rest)
    {
        const string Wanted = "a number from 0 to 1, such as 0.05";
        var value = Text(option, Wanted, rest);
        return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= 1
            ? number
            : throw new FormatException($"{option} must be {Wanted}, was '{value}'");
    }
}
