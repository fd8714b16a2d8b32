using OllamaSharp.Models;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

/// <summary>What OllamaSharp makes of the server, beyond what every SDK does.</summary>
public sealed class OllamaSdkTests
{
    [Fact]
    public async Task ListLocalModelsAsync_Always_AreThoseThereAreWithTheirTag()
    {
        await using var server = await SimulatedServer.StartAsync(new() { Models = { "llama3.2", "qwen3:8b" } });
        using var sut = ChatClients.OllamaOf(server);

        var models = await sut.ListLocalModelsAsync();

        models.Select(model => model.Name).Should().Equal("llama3.2:latest", "qwen3:8b");
        models.Should().OnlyContain(model => model.Digest.Length == 64 && model.Details.Format == "gguf");
    }

    [Fact]
    public async Task ShowModelAsync_AKnownModel_DescribesIt()
    {
        await using var server = await SimulatedServer.StartAsync();
        using var sut = ChatClients.OllamaOf(server);

        var shown = await sut.ShowModelAsync(new ShowModelRequest { Model = "llama3.2" });

        (shown.Details.Family, shown.Info.Architecture).Should().Be(("llama", "llama"));
        shown.Capabilities.Should().Equal("completion");
    }

    [Fact]
    public async Task GetVersionAsync_AndIsRunningAsync_AreAnswered()
    {
        await using var server = await SimulatedServer.StartAsync();
        using var sut = ChatClients.OllamaOf(server);

        (await sut.GetVersionAsync(), await sut.IsRunningAsync()).Should().Be(("0.12.6", true));
    }
}
