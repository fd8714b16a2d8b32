namespace PersonaBatch.Tests.Checkpoint;

public sealed class BatchIdentityFileTests
{
    private static readonly BatchIdentity Identity = new(
        "batch \ud800 \"x\"",
        "name\n",
        true,
        "build",
        new Dictionary<string, string>(StringComparer.Ordinal) { ["model"] = "gpt", ["prompt"] = "line\nbreak é", [""] = "" },
        ulong.MaxValue,
        new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Parse_WhatWasFormatted_IsTheSame()
    {
        var parsed = BatchIdentityFile.Parse(BatchIdentityFile.Format(Identity), out var min);

        parsed.Should().BeEquivalentTo(Identity);
        min.Should().Be(JournalLine.MinReader);
    }

    [Fact]
    public void Parse_AnyFlippedBitOrPrefix_IsNothingOrTheSame()
    {
        var content = BatchIdentityFile.Format(Identity);
        for (var bit = 0; bit < content.Length * 8; bit++)
        {
            var damaged = content.ToArray();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            BatchIdentityFile.Parse(damaged, out _)?.BatchId.Should().Be(Identity.BatchId);
            var prefix = BatchIdentityFile.Parse(content.AsSpan(0, bit / 8), out _);
            (prefix is null || bit / 8 == content.Length - 1).Should().BeTrue();
        }
    }
}
