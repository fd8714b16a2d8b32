using System.ClientModel;
using System.Text;
using System.Text.Json;

using OpenAI.Chat;
using OpenAI.Models;

using PersonaBatch.Testing.Server.Tests.Support;

namespace PersonaBatch.Testing.Server.Tests;

/// <summary>What the official SDK makes of the server.</summary>
public sealed class OpenAiSdkTests
{
    public static TheoryData<SimulatedFault, int> Refusals => new()
    {
        { SimulatedFault.Status(400), 400 },
        { SimulatedFault.Status(401), 401 },
        { SimulatedFault.Status(404), 404 },
        { SimulatedFault.RateLimit(TimeSpan.FromSeconds(7)), 429 },
        { SimulatedFault.InsufficientQuota, 429 },
        { SimulatedFault.Status(500), 500 },
        { SimulatedFault.HtmlError(502), 502 },
    };

    [Fact]
    public async Task CompleteChatAsync_Answered_ReadsTextUsageAndFinish()
    {
        await using var server = await SimulatedServer.StartAsync(
            new() { ApiKey = "test-key" },
            _ => new SimulatedAnswer("done") { Usage = new TokenUsage(40, 2, CachedInputTokens: 30) });

        ChatCompletion completion = await SdkClient.Of(server).CompleteChatAsync("Hello");

        (completion.Content[0].Text, completion.FinishReason, completion.Model).Should().Be(("done", ChatFinishReason.Stop, "gpt-4o-mini"));
        (completion.Usage.InputTokenCount, completion.Usage.OutputTokenCount, completion.Usage.TotalTokenCount).Should().Be((40, 2, 42));
        completion.Usage.InputTokenDetails.CachedTokenCount.Should().Be(30);
    }

    [Theory]
    [InlineData("content_filter", ChatFinishReason.ContentFilter)]
    [InlineData("length", ChatFinishReason.Length)]
    public async Task CompleteChatAsync_OtherEnding_ReadsTheReason(string sent, ChatFinishReason read)
    {
        await using var server = await SimulatedServer.StartAsync(answer: _ => new SimulatedAnswer("cut") { FinishReason = sent });

        ChatCompletion completion = await SdkClient.Of(server).CompleteChatAsync("Hello");

        completion.FinishReason.Should().Be(read);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task CompleteChat_Refused_ReadsTheRefusal(bool streaming)
    {
        await using var server = await SimulatedServer.StartAsync(answer: _ => new SimulatedAnswer("I cannot do that, whoever asks.") { IsRefusal = true });
        var sut = SdkClient.Of(server);

        var refusal = new StringBuilder();
        if (streaming)
        {
            await foreach (var update in sut.CompleteChatStreamingAsync("Hello"))
            {
                refusal.Append(update.RefusalUpdate);
            }
        }
        else
        {
            ChatCompletion completion = await sut.CompleteChatAsync("Hello");
            refusal.Append(completion.Refusal);
            completion.Content.Should().BeEmpty();
        }

        refusal.ToString().Should().Be("I cannot do that, whoever asks.");
    }

    [Fact]
    public async Task CompleteChatStreamingAsync_Answered_ReadsTextUsageAndFinish()
    {
        await using var server = await SimulatedServer.StartAsync();
        var text = new StringBuilder();
        ChatTokenUsage? usage = null;
        ChatFinishReason? finish = null;

        await foreach (var update in SdkClient.Of(server).CompleteChatStreamingAsync("A prompt of more than one piece"))
        {
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            usage = update.Usage ?? usage;
            finish = update.FinishReason ?? finish;
        }

        (text.ToString(), finish, usage?.InputTokenCount).Should().Be(("Echo: A prompt of more than one piece", ChatFinishReason.Stop, 8));
    }

    [Fact]
    public async Task CompleteChatAsync_WithASchema_AsksForIt()
    {
        SimulatedRequest? asked = null;
        await using var server = await SimulatedServer.StartAsync(answer: request =>
        {
            asked = request;
            return "{}";
        });
        var options = new ChatCompletionOptions
        {
            MaxOutputTokenCount = 50,
            ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("persona", BinaryData.FromString("""{"type":"object"}"""), jsonSchemaIsStrict: true),
        };

        await SdkClient.Of(server).CompleteChatAsync([new SystemChatMessage("be short"), new UserChatMessage("go")], options);

        (asked!.MaxTokens, asked.ResponseFormat?.Type, asked.ResponseFormat?.Name).Should().Be((50, "json_schema", "persona"));
        asked.Messages.Should().Equal(new SimulatedMessage("system", "be short"), new SimulatedMessage("user", "go"));
        server.Calls[0].UserAgent.Should().StartWith("OpenAI/");
    }

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task CompleteChatAsync_Refused_ThrowsWithTheStatus(SimulatedFault fault, int status)
    {
        await using var server = await SimulatedServer.StartAsync();
        server.FailNext(fault);

        var act = () => SdkClient.Of(server).CompleteChatAsync("Hello");

        (await act.Should().ThrowAsync<ClientResultException>()).Which.Status.Should().Be(status);
        server.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task CompleteChatAsync_RateLimited_SeesCodeAndHeaders()
    {
        await using var server = await SimulatedServer.StartAsync(new() { RequestsPerMinute = 1 });
        var sut = SdkClient.Of(server);
        await sut.CompleteChatAsync("Hello");

        var act = () => sut.CompleteChatAsync("Hello");

        var thrown = (await act.Should().ThrowAsync<ClientResultException>()).Which;
        thrown.Message.Should().Contain("rate_limit_exceeded");
        thrown.GetRawResponse()!.Headers.TryGetValue("x-ratelimit-remaining-requests", out var remaining).Should().BeTrue();
        remaining.Should().Be("0");
    }

    [Fact]
    public async Task CompleteChatAsync_WrongKey_Throws401()
    {
        await using var server = await SimulatedServer.StartAsync(new() { ApiKey = "test-key" });

        var act = () => SdkClient.Of(server, apiKey: "sk-another-key").CompleteChatAsync("Hello");

        (await act.Should().ThrowAsync<ClientResultException>()).Which.Message.Should().Contain("Incorrect API key provided: sk-anoth**-key");
    }

    [Fact]
    public async Task CompleteChatAsync_MalformedJson_IsAJsonException()
    {
        await using var server = await SimulatedServer.StartAsync();
        server.FailNext(SimulatedFault.MalformedJson);

        var act = async () => _ = (await SdkClient.Of(server).CompleteChatAsync("Hello")).Value;

        await act.Should().ThrowAsync<JsonException>();
    }

    [Fact]
    public async Task CompleteChatStreamingAsync_MalformedJson_IsAJsonException()
    {
        await using var server = await SimulatedServer.StartAsync();
        server.FailNext(SimulatedFault.MalformedJson);

        var act = async () =>
        {
            await foreach (var update in SdkClient.Of(server).CompleteChatStreamingAsync("Hello"))
            {
                update.Should().NotBeNull();
            }
        };

        await act.Should().ThrowAsync<JsonException>();
    }

    [Fact]
    public async Task CompleteChatAsync_Reset_IsAStatuslessException()
    {
        await using var server = await SimulatedServer.StartAsync();
        server.FailNext(SimulatedFault.Reset);

        var act = () => SdkClient.Of(server).CompleteChatAsync("Hello");

        var thrown = (await act.Should().ThrowAsync<ClientResultException>()).Which;
        (thrown.Status, thrown.InnerException).Should().Match<(int Status, Exception? Inner)>(seen => seen.Status == 0 && seen.Inner is HttpRequestException);
    }

    [Fact]
    public async Task CompleteChatAsync_WithTheSdksOwnRetries_ShowsEveryPhysicalCall()
    {
        await using var server = await SimulatedServer.StartAsync();
        server.FailNext(SimulatedFault.Status(500));

        ChatCompletion completion = await SdkClient.WithItsOwnRetries(server).CompleteChatAsync("Hello");

        completion.Content[0].Text.Should().Be("Echo: Hello");
        server.Calls.Select(call => call.Status).Should().Equal(500, 200);
        server.Calls.Select(call => call.Key).Distinct().Should().ContainSingle();
    }

    [Fact]
    public async Task GetModelsAsync_Always_ReadsTheList()
    {
        await using var server = await SimulatedServer.StartAsync(new() { Models = { "gpt-a", "gpt-b" } });
        var sut = new OpenAIModelClient(new ApiKeyCredential("test-key"), new OpenAI.OpenAIClientOptions { Endpoint = server.Endpoint });

        OpenAIModelCollection models = await sut.GetModelsAsync();

        models.Select(model => model.Id).Should().Equal("gpt-a", "gpt-b");
    }
}
