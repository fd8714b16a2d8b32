namespace PersonaBatch.Tests.Checkpoint;

public sealed class IdHashTests
{
    private static readonly string[] Ids = ["a", "A", "\u00e9", "e\u0301", "", "\0", "\ud800", "\ufffd"];

    [Theory]
    [InlineData(0, "a3817f04ba25a8e66df67214c7550293")]
    [InlineData(1, "da87c1d86b99af44347659119b22fc45")]
    [InlineData(15, "5493e99933b0a8117e08ec0f97cfc3d9")]
    public void SipHash_OfTheReferenceInput_GivesTheReferenceAnswer(int length, string expected)
    {
        var input = Enumerable.Range(0, length).Select(i => (byte)i).ToArray();

        var hash = IdHash.SipHash(input, 0x0706050403020100, 0x0f0e0d0c0b0a0908);

        var bytes = BitConverter.GetBytes((ulong)hash).Concat(BitConverter.GetBytes((ulong)(hash >> 64))).ToArray();
        Convert.ToHexStringLower(bytes).Should().Be(expected);
    }

    [Fact]
    public void Of_IdsThatDifferInCaseOrForm_Differs() => Ids
        .Select(id => IdHash.Of(id, 1)).Should().OnlyHaveUniqueItems();

    [Fact]
    public void Of_AnotherSeed_GivesAnotherHash() => IdHash.Of("id", 1).Should().NotBe(IdHash.Of("id", 2));
}
