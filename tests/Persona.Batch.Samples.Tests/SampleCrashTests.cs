namespace PersonaBatch.Samples.Tests;

/// <summary>The sample killed, interrupted and run again, before a provider that notes every call.</summary>
public sealed class SampleCrashTests : IDisposable
{
    private readonly SampleDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_KilledInTheMiddleAndStartedAgain_LosesNothingAndRepeatsNoFinishedItem()
    {
        await using var provider = await TestProvider.StartAsync(latencyMs: 60);
        using (var killed = _directory.Start(provider, "--workers", "8"))
        {
            await killed.WhenAsync(provider.Server.WhenReceivedAsync(90));
            await killed.KillAsync();
        }

        var durable = await _directory.RecordedIdsAsync();
        var called = await RunToTheEndAsync(provider);

        durable.Should().HaveCountGreaterThan(40);
        called.Should().NotIntersectWith(durable);
        (await _directory.PersonaIdsAsync()).Should().HaveCount(SampleDirectory.Briefs).And.OnlyHaveUniqueItems();
        provider.Called.Should().HaveCountLessThanOrEqualTo(
            SampleDirectory.Briefs + 8 + 10, "a crash repeats at most the calls in flight and the interval");
    }

    [Fact]
    public async Task Run_KilledAgainAndAgain_EndsWithEveryPersonaOnce()
    {
        await using var provider = await TestProvider.StartAsync(latencyMs: 30);
        for (var kill = 1; kill <= 5; kill++)
        {
            using var killed = _directory.Start(provider, "--workers", "4");
            await killed.WhenAsync(provider.Server.WhenReceivedAsync(provider.Called.Count + 5 + (7 * kill)));
            await killed.KillAsync();
        }

        var durable = await _directory.RecordedIdsAsync();
        var called = await RunToTheEndAsync(provider);

        durable.Should().NotBeEmpty().And.OnlyHaveUniqueItems();
        called.Should().NotIntersectWith(durable);
        (await _directory.PersonaIdsAsync()).Should().HaveCount(SampleDirectory.Briefs).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Run_Interrupted_FinishesCallsInFlightAndCanBeResumed(string signal)
    {
        if (OperatingSystem.IsWindows() || (signal == "INT" && await InterruptsAreIgnoredAsync()))
        {
            return; // no such signals there, or the shell that started us passes its deafness on
        }

        await using var provider = await TestProvider.StartAsync(latencyMs: 100);
        using (var sample = _directory.Start(provider, "--workers", "8"))
        {
            await sample.WhenAsync(provider.Server.WhenReceivedAsync(40));
            sample.Signal(signal);
            var (exitCode, output, _) = await sample.EndAsync();

            exitCode.Should().Be(130, output);
            output.Should().Contain("Stopped:");
        }

        var before = provider.Called;
        var called = await RunToTheEndAsync(provider);

        called.Should().NotIntersectWith(before, "what was in flight was finished and saved");
    }

    [Fact]
    public async Task Run_InterruptedTwice_CutsTheCallsInFlight()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // no such signals there
        }

        await using var provider = await TestProvider.StartAsync(latencyMs: 60_000);
        using var sample = _directory.Start(provider);
        await sample.WhenAsync(provider.Server.WhenReceivedAsync(1));
        sample.Signal("TERM");
        await sample.WhenItStopsAsync();
        sample.Signal("TERM");
        var (exitCode, output, _) = await sample.EndAsync();

        exitCode.Should().Be(130);
        output.Should().Contain("0 personas");
        provider.Server.Calls.Should().OnlyContain(static call => !call.Answered);
    }

    /// <summary>Starts the sample once more and lets it end.</summary>
    /// <returns>The briefs it asked for.</returns>
    private async Task<IReadOnlyList<string>> RunToTheEndAsync(TestProvider provider)
    {
        await provider.Server.WhenIdleAsync();
        var before = provider.Called.Count;
        provider.AnswerFast();
        using var sample = _directory.Start(provider, "--workers", "50");
        var (exitCode, output, errors) = await sample.EndAsync();

        exitCode.Should().Be(0, output + errors);
        return [.. provider.Called.Skip(before)];
    }

    /// <summary>A shell starts its background jobs with SIGINT ignored, and every child inherits it.</summary>
    private static async Task<bool> InterruptsAreIgnoredAsync()
    {
        const int Interrupt = 1 << (2 - 1);
        const string Status = "/proc/self/status";
        var ignored = File.Exists(Status) ? (await File.ReadAllLinesAsync(Status)).FirstOrDefault(static line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) : null;
        return ignored is not null && (Convert.ToUInt64(ignored["SigIgn:".Length..].Trim(), 16) & Interrupt) != 0;
    }
}
