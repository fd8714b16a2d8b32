using PersonaBatch.Testing;
using PersonaBatch.Wire.Tests.Support;

namespace PersonaBatch.Wire.Tests;

/// <summary>The key goes to the provider and nowhere else, whatever fails on the way.</summary>
public sealed class SecretTests
{
    /// <summary>What betrays a key: any stretch of its secret part.</summary>
    private const string Telltale = "4b8a1c2d9e";

    public static TheoryData<string, SimulatedFault[]> Faults => new()
    {
        { "a wrong key", [SimulatedFault.Status(401)] },
        { "an echo of the key", [SimulatedFault.Status(400, $$$"""{"error":{"message":"Incorrect API key provided: {{{WireBatch.Key}}}. Bearer {{{WireBatch.Key}}}","type":"invalid_request_error","code":"x"}}""")] },
        { "an echo as text", [SimulatedFault.Status(500, $"Authorization: Bearer {WireBatch.Key}", "text/plain")] },
        { "everything else", [SimulatedFault.Reset, SimulatedFault.MalformedJson, SimulatedFault.TruncatedBody, SimulatedFault.HtmlError(502), SimulatedFault.EmptyBody, SimulatedFault.RateLimit(TimeSpan.FromMilliseconds(50))] },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task ProcessAsync_AnyFault_TheKeyIsNowhere(string name, SimulatedFault[] faults)
    {
        await using var batch = await WireBatch.StartAsync();
        batch.Options.Retry.BackoffBase = 1;
        batch.Options.Retry.MaxAttempts = 1; // what fails ends in an outcome, with the provider's words
        batch.Server.FailNext(faults);

        var result = await batch.RunAsync(prompts: 30);

        var outputs = batch.Logs.GetSnapshot().Select(static log => $"{log.Message} {log.Exception}")
            .Concat(batch.CheckpointFiles.Select(File.ReadAllText))
            .Concat(result.Outcomes.Select(static outcome => $"{outcome.Value} {outcome.Failure} {outcome.Failure?.ResponseText} {outcome.Failure?.Code}"))
            .Append(result.Reason)
            .Append(ThrownBy(result.EnsureAllSucceeded));
        outputs.Should().NotContain(static output => output.Contains(Telltale, StringComparison.Ordinal), name);
        batch.CheckpointFiles.Should().NotBeEmpty();
    }

    private static string ThrownBy(Action check)
    {
        try
        {
            check();
            return "";
        }
        catch (BatchIncompleteException exception)
        {
            return exception.ToString();
        }
    }
}
