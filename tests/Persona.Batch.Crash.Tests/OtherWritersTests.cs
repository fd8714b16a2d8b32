using PersonaBatch.Crash.Tests.Support;

namespace PersonaBatch.Crash.Tests;

/// <summary>Whoever else comes to a batch that runs: another process, one that deletes the lock, one that writes to the results.</summary>
public sealed class OtherWritersTests : IDisposable
{
    private const int Items = 60;
    private const int Refused = 3;

    private readonly CrashDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task StreamAsync_InTwoProcesses_TheSecondIsRefusedUntilTheFirstIsKilled()
    {
        using var first = StartHeld();
        await first.SaidAsync("told", 10);

        using var second = Start();
        (await second.EndAsync()).Should().Be(Refused);
        await first.KillAsync();
        using var third = Start();
        (await third.EndAsync()).Should().Be(0);

        second.Refused.Should().StartWith("Locked").And.Contain("process");
        second.Called.Should().BeEmpty();
        third.TimesTold.Should().Be(Items);
        third.Told.Should().Contain(first.Told);
    }

    [Fact]
    public async Task StreamAsync_AfterTheLockWasDeleted_TheFirstStopsAndNothingToldIsLost()
    {
        using var first = StartHeld();
        await first.SaidAsync("told", 10);

        File.Delete(_directory.Lock);
        using var second = Start();
        (await second.EndAsync()).Should().Be(0);
        await first.ReleaseAsync();
        (await first.EndAsync()).Should().Be(Refused);
        using var third = Start();
        (await third.EndAsync()).Should().Be(0);

        first.Refused.Should().StartWith("StorageBlocked");
        third.Called.Should().BeEmpty();
        third.Told.Should().Equal(second.Told);
        third.Told.Should().Contain(first.Told);
    }

    [Fact]
    public async Task StreamAsync_AfterSomebodyWroteToTheResults_StopsAndHandsOverWhatItPaidFor()
    {
        using var first = StartHeld();
        await first.SaidAsync("told", 10);

        _directory.Append("somebody else's line\n"u8);
        await first.ReleaseAsync();
        (await first.EndAsync()).Should().Be(Refused);
        using var second = Start();
        (await second.EndAsync()).Should().Be(0);

        first.Refused.Should().StartWith("StorageBlocked");
        first.Called.Should().BeSubsetOf(first.Told.Keys.Concat(first.Unsaved));
        second.TimesTold.Should().Be(Items);
        second.Told.Should().Contain(first.Told);
    }

    private HostProcess Start() => HostProcess.Start(_directory.Path, Items);

    /// <summary>A host whose calls, after the first ten, wait to be released.</summary>
    private HostProcess StartHeld() => HostProcess.Start(_directory.Path, Items, "--hold-after", "10");
}
