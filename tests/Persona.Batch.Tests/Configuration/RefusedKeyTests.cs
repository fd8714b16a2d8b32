namespace PersonaBatch.Tests.Configuration;

public sealed class RefusedKeyTests
{
    [Theory]
    [InlineData("processing:chunk_sizes", "batch:processing:chunk_sizes: is no key of this section; did you mean chunk_size?")]
    [InlineData("Processing:ChunkSizes", "batch:Processing:ChunkSizes: is no key of this section; did you mean ChunkSize?")]
    [InlineData("PROCESSING:CHUNKSIZES", "batch:PROCESSING:CHUNKSIZES: is no key of this section; did you mean chunk_size?")]
    [InlineData("concurency:max_workers", "batch:concurency: is no key of this section; did you mean concurrency?")]
    [InlineData("max_workers", "batch:max_workers: is no key of this section; it belongs to concurrency:max_workers")]
    [InlineData("Directory", "batch:Directory: is no key of this section; it belongs to Processing:Checkpoint:Directory")]
    [InlineData("requests_per_minute", "batch:requests_per_minute: is no key of this section; it belongs to providers:<name>:requests_per_minute")]
    [InlineData("processing:speed", "batch:processing:speed: is no key of this section; it knows mode, chunk_size, checkpoint")]
    [InlineData("providers:openai:requests_per_min", "batch:providers:openai:requests_per_min: is no key of this section; did you mean requests_per_minute?")]
    [InlineData("prices:gpt-4o:input:usd", "batch:prices:gpt-4o:input:usd: is no key of this section; it knows input_per_million, output_per_million, cached_per_million, cache_write_per_million")]
    [InlineData("retry:written_backoff_base", "batch:retry:written_backoff_base: is no key of this section; it knows max_attempts, backoff_base, max_honored_retry_after, retryable_errors")]
    public void Bind_UnknownKey_IsRefusedWithItsPathAndAHint(string key, string fault) =>
        BoundOptions.Faults((key, "5")).Should().Equal(fault);

    [Fact]
    public void Bind_UnknownKey_NeverShowsItsValue() =>
        BoundOptions.Faults(("api_key", "sk-secret")).Should().ContainSingle().Which.Should().NotContain("secret");

    [Fact]
    public void Bind_SeveralFaults_NamesThemAll() =>
        BoundOptions.Faults(("processing:chunk_sizes", "5"), ("model_name", "x"), ("processing:chunk_size", "ten"), ("retry:max_attempts", "0"))
            .Select(static fault => fault.Split(": ")[0])
            .Should().BeEquivalentTo("batch:processing:chunk_sizes", "batch:model_name", "batch:processing:chunk_size", "batch:retry:max_attempts");

    [Fact]
    public void Bind_TheWholeConfiguration_SaysToGiveTheSection()
    {
        var configuration = BoundOptions.Sources([("model", "x")]);

        BoundOptions.Faults(() => BoundOptions.Monitor(configuration).Get(BoundOptions.Name))
            .Should().ContainSingle().Which.Should().Contain("GetSection(\"batch\")");
    }

    [Fact]
    public void Bind_ARootThatHoldsTheKeysItself_Binds()
    {
        var section = BoundOptions.Sources([("inner:model", "x"), ("inner:concurrency:max_workers", "0")]).GetSection("batch:inner");

        BoundOptions.Faults(() => BoundOptions.Monitor(section).Get(BoundOptions.Name)).Should().ContainSingle().Which.Should().StartWith("batch:inner:concurrency:max_workers: ");
    }

    [Fact]
    public void Keys_AreThePublicPropertiesOfEverySection()
    {
        var sections = new Queue<Type>([typeof(BatchOptions)]);
        var seen = 0;

        while (sections.TryDequeue(out var type))
        {
            seen++;
            var keys = OptionSection.Of(type).Keys.Values;
            keys.Select(static key => key.Name).Should().BeEquivalentTo(type.GetProperties().Select(static property => property.Name));
            keys.Where(static key => key.Kind == OptionKind.Value).Should().OnlyContain(static key => key.Type.IsValueType || key.Type == typeof(string), "a new kind of section must be listed in OptionSection");
            keys.Where(static key => key.Kind is OptionKind.Section or OptionKind.Sections).Select(static key => key.Type).ToList().ForEach(sections.Enqueue);
        }

        seen.Should().Be(9);
    }
}
