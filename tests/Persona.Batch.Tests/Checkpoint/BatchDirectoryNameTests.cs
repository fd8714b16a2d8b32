using CsCheck;

namespace PersonaBatch.Tests.Checkpoint;

public sealed class BatchDirectoryNameTests
{
    private static readonly string[] Surrogates = ["\ud800", "\ud801", "\udc00", "\ufffd"];

    [Theory]
    [InlineData("nightly-2026_11.v1", "nightly-2026_11.v1")]
    [InlineData("a/b\\c", "a%2Fb%5Cc")]
    [InlineData("..", "%2E%2E")]
    [InlineData(".", "%2E")]
    [InlineData(".hidden", "%2Ehidden")]
    [InlineData("trailing.", "trailing%2E")]
    [InlineData("a~1", "a%7E1")]
    [InlineData("100%", "100%25")]
    [InlineData("é😀", "%C3%A9%F0%9F%98%80")]
    [InlineData("CON", "%43ON")]
    [InlineData("lpt1.txt", "%6Cpt1.txt")]
    [InlineData("console", "console")]
    [InlineData("", "%")]
    public void Encode_AnId_GivesASafeName(string id, string expected) => BatchDirectoryName.Encode(id).Should().Be(expected);

    [Fact]
    public void Encode_ALongId_IsCutAndStaysApart()
    {
        var one = BatchDirectoryName.Encode(new string('x', 5000));
        var other = BatchDirectoryName.Encode(new string('x', 5001));

        one.Should().NotBe(other).And.HaveLength(173).And.StartWith("xxxx");
    }

    [Fact]
    public void Encode_AnyTwoIds_GivesTwoNames() => Gen.Select(Gen.String, Gen.String).Sample((one, other) =>
        string.Equals(one, other, StringComparison.Ordinal).Should()
            .Be(string.Equals(BatchDirectoryName.Encode(one), BatchDirectoryName.Encode(other), StringComparison.Ordinal)));

    [Fact]
    public void Encode_UnpairedSurrogates_StayApart() => Surrogates
        .Select(BatchDirectoryName.Encode).Should().OnlyHaveUniqueItems();

    [Theory]
    [InlineData("name~run-000012", 12)]
    [InlineData("name~run-1000000", 1000000)]
    [InlineData("name", 0)]
    [InlineData("name~1", 0)]
    [InlineData("name~run-", 0)]
    [InlineData("name~run-1~1", 0)]
    [InlineData("names~run-000001", 0)]
    public void RunNumber_OfADirectory_IsReadFromItsEnd(string directory, int expected) =>
        BatchDirectoryName.RunNumber(directory, "name").Should().Be(expected);
}
