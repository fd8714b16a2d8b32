namespace PersonaBatch.Tests.Checkpoint;

public sealed class Crc32CTests
{
    [Fact]
    public void Of_TheCheckInput_GivesTheKnownAnswer() => Crc32C.Of("123456789"u8).Should().Be(0xe3069283);

    [Fact]
    public void Of_Nothing_IsZero() => Crc32C.Of([]).Should().Be(0);

    [Fact]
    public void Of_ThirtyTwoZeros_GivesTheAnswerOfTheRfc() => Crc32C.Of(new byte[32]).Should().Be(0x8a9136aa);
}
