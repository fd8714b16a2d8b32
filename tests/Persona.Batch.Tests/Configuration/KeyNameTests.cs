namespace PersonaBatch.Tests.Configuration;

public sealed class KeyNameTests
{
    [Theory]
    [InlineData("max_workers", "maxworkers")]
    [InlineData("MaxWorkers", "MaxWorkers")]
    [InlineData("_max__workers_", "maxworkers")]
    public void Plain_AnySpelling_LosesItsUnderscores(string spelling, string plain) => KeyName.Plain(spelling).Should().Be(plain);

    [Theory]
    [InlineData("max_workrs", "max_workers")]
    [InlineData("maxWorkrs", "max_workers")]
    [InlineData("MaxWorkrs", "MaxWorkers")]
    [InlineData("MAXWORKRS", "max_workers")]
    [InlineData("", "max_workers")]
    public void Like_AnotherSpelling_IsSpelledTheSameWay(string spelling, string expected) => KeyName.Like(spelling, "MaxWorkers").Should().Be(expected);

    [Theory]
    [InlineData("chunksizes", "ChunkSize")]
    [InlineData("chnksize", "ChunkSize")]
    [InlineData("mod", "Mode")]
    [InlineData("moed", "Mode")]
    [InlineData("speed", null)]
    [InlineData("", null)]
    public void Nearest_AMisspelledName_IsFound(string plain, string? expected) => KeyName.Nearest(plain, ["Mode", "ChunkSize", "Checkpoint"]).Should().Be(expected);
}
