namespace PersonaBatch.Samples.Tests;

/// <summary>The service as whoever runs services meets it: started, asked to stop, started again.</summary>
public sealed class HostSampleTests : IDisposable
{
    private static readonly TimeSpan FewSeconds = TimeSpan.FromSeconds(10);

    private readonly SampleDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Run_AskedToStop_FinishesWhatIsInFlightAndGoesOnNextTime()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // no such signals there
        }

        await using var provider = await TestProvider.StartAsync(latencyMs: 400);
        using (var stopped = _directory.StartHost($"--base-url={provider.Server.Endpoint}"))
        {
            await stopped.WhenAsync(provider.Server.WhenReceivedAsync(40));
            stopped.Signal("TERM");
            var (exitCode, output, _) = await stopped.EndAsync().WaitAsync(FewSeconds, TimeProvider.System);

            exitCode.Should().Be(0, output);
            output.Should().Contain("Stopped: ");
        }

        provider.Server.Calls.Should().OnlyContain(static call => call.Answered, "what was in flight was finished");
        (await _directory.RecordedIdsAsync()).Should().BeEquivalentTo(provider.Called).And.HaveCountLessThan(SampleDirectory.Briefs);

        provider.AnswerFast();
        using var again = _directory.StartHost($"--base-url={provider.Server.Endpoint}");
        var (endCode, end, _) = await again.EndAsync();

        endCode.Should().Be(0, end);
        end.Should().Contain($"Completed: {SampleDirectory.Briefs} personas");
        provider.Called.Should().HaveCount(SampleDirectory.Briefs).And.OnlyHaveUniqueItems("nothing that was saved is asked for again");
    }

    [Fact]
    public async Task Run_WithoutArguments_EndsWhenTheBatchIsDone()
    {
        using var service = _directory.StartHost();

        var (exitCode, output, errors) = await service.EndAsync();

        exitCode.Should().Be(0, errors);
        output.Should().Contain($"Completed: {SampleDirectory.Briefs} personas").And.NotContain("fail:");
        (await _directory.RecordedIdsAsync()).Should().HaveCount(SampleDirectory.Briefs);
    }

    [Fact]
    public async Task Run_KeyRefused_EndsAsAFailure()
    {
        await using var provider = await TestProvider.StartAsync(key: "the right one");

        using var service = _directory.StartHost($"--base-url={provider.Server.Endpoint}", "--batch:concurrency:min_workers=3", "--batch:concurrency:max_workers=3");
        var (exitCode, output, _) = await service.EndAsync();

        exitCode.Should().Be(1);
        output.Should().Contain("Unauthorized 401");
        provider.Server.Calls.Should().HaveCountLessThanOrEqualTo(3);
    }
}
