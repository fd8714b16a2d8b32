using System.Collections.Concurrent;
using System.Text.Json;
using PersonaBatch.Samples.Personas;
using PersonaBatch.Testing;

namespace PersonaBatch.Samples.Tests;

public sealed class PersonaPromptTests
{
    private static readonly Brief Nurse = new("n-1", "Night-shift nurse, 34, on a ward in Leeds.");

    [Fact]
    public async Task AsBatchProvider_Brief_SendsPromptSchemaAndBound()
    {
        var requests = new ConcurrentQueue<SimulatedRequest>();
        await using var server = await SimulatedServer.StartAsync(options: null, request =>
        {
            requests.Enqueue(request);
            return SimulatedModel.Answer(request);
        });

        var result = await RunAsync(server);

        result.Values.Should().BeEquivalentTo([PersonaWriter.Answer(Nurse.Text)]);
        var request = requests.Should().ContainSingle().Which;
        request.Messages.Select(static message => message.Role).Should().Equal("system", "user");
        request.LastUserMessage.Should().EndWith(Nurse.Text);
        request.MaxTokens.Should().Be(2000);
        request.ResponseFormat!.Schema.Should().Contain("What they want, at least two.").And.Contain("\"goals\"");
    }

    [Theory]
    [InlineData("", 34)]
    [InlineData(" ", 34)]
    [InlineData("Ada", -1)]
    [InlineData("Ada", 121)]
    public async Task Validate_ImplausiblePersona_IsAskedForAgainWithTheReason(string name, int age)
    {
        var good = PersonaWriter.Answer(Nurse.Text);
        await using var server = await SimulatedServer.StartAsync(options: null, request =>
            JsonSerializer.Serialize(request.Messages.Count > 2 ? good : good with { Name = name, Age = age }, PersonaJson.Default.Persona));

        var result = await RunAsync(server);

        result.Values.Should().BeEquivalentTo([good]);
        server.Calls.Should().HaveCount(2);
    }

    private static async Task<BatchResult<Brief, Persona>> RunAsync(SimulatedServer server)
    {
        var endpoint = Endpoint.Of(server, SampleProvider.OpenAI);
        using var http = ProviderChat.NewHttpClient(endpoint);
        using var client = ProviderChat.NewClient(http, endpoint, "gpt-5-mini");
        var options = new BatchOptions { Retry = { BackoffBase = 1 }, Processing = { Checkpoint = { Enabled = false } } };
        var hooks = new BatchHooks<Brief, Persona> { Validate = PersonaPrompt.Fault, Quotas = new ProviderQuotas() };
        var provider = client.AsBatchProvider<Brief, Persona>(PersonaPrompt.For, PersonaPrompt.Configure);
        return await new OptimisedBatchProcessor<Brief, Persona>(provider, options, hooks).ProcessAsync([Nurse]);
    }
}
