using CsCheck;
using PersonaBatch.Tests.Support;

namespace PersonaBatch.Tests.Checkpoint;

/// <summary>Random commands against a dictionary, with faults and cuts at random points. <c>PERSONA_BATCH_LONG</c> makes it 20,000 sequences; a failing one prints its seed.</summary>
public sealed class JournalModelTests
{
    private static readonly long Sequences = Environment.GetEnvironmentVariable("PERSONA_BATCH_LONG") is { Length: > 0 } ? 20_000 : 500;

    [Theory]
    [InlineData(NameRule.WithDirectorySync)]
    [InlineData(NameRule.WithFileSync)]
    public void Journal_RandomCommands_KnowsWhatTheDictionaryKnows(NameRule rule) => Sample(rule, syncsLie: false);

    /// <summary>That the sequences can fail.</summary>
    [Fact]
    public void Journal_RandomCommandsOnADiskThatLies_IsSeenToForget()
    {
        var sample = () => Sample(NameRule.WithDirectorySync, syncsLie: true);

        sample.Should().Throw<CsCheckException>();
    }

    private static void Sample(NameRule rule, bool syncsLie) => Gen.Select(Gen.Enum<JournalCommand>(), Gen.Int[0, 9999]).Array[1, 30].Sample(
        commands =>
        {
            var sut = new JournalModel(rule, syncsLie);
            foreach (var (command, number) in commands)
            {
                sut.Do(command, number);
            }

            sut.Do(JournalCommand.Reopen, 0);
        },
        iter: Sequences);
}
