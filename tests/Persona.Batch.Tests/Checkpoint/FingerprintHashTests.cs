namespace PersonaBatch.Tests.Checkpoint;

public sealed class FingerprintHashTests
{
    [Fact]
    public void Of_AText_IsTheBeginningOfItsSha256() => FingerprintHash.Of("abc").Should().Be(0xba7816bf8f01cfea);
}
