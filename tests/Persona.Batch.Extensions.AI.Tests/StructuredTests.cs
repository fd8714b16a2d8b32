using PersonaBatch.Chat.Tests.Support;

namespace PersonaBatch.Chat.Tests;

[Collection(VirtualTimeCollection.Name)]
public sealed class StructuredTests
{
    [Fact]
    public async Task CallAsync_Record_AsksForItsSchemaAndReadsIt()
    {
        var batch = new ChatBatch<Persona>(_ => Answers.Text("""{"name":"Ada","age":36,"mood":"Hurried"}"""));

        var result = await batch.RunAsync("item");

        result.Values.Should().Equal(new Persona("Ada", 36, Mood.Hurried));
        var format = batch.Client.Calls.Single().Options.ResponseFormat.Should().BeOfType<ChatResponseFormatJson>().Which;
        format.Schema!.Value.GetProperty("properties").EnumerateObject().Select(property => property.Name).Should().Equal("name", "age", "mood");
    }

    [Fact]
    public async Task CallAsync_NoSchemaFormat_PutsTheSchemaIntoAMessage()
    {
        var batch = new ChatBatch<Persona>(_ => Answers.Text("""{"name":"Ada","age":36}"""))
        {
            Configure = chat => chat.UseJsonSchemaResponseFormat = false,
        };

        (await batch.RunAsync("item")).EnsureAllSucceeded();

        var call = batch.Client.Calls.Single();
        call.Options.ResponseFormat.Should().BeOfType<ChatResponseFormatJson>().Which.Schema.Should().BeNull();
        call.Prompt.Should().Contain("\"age\"");
    }

    [Fact]
    public async Task CallAsync_ArrayResult_IsUnwrapped()
    {
        var batch = new ChatBatch<string[]>(_ => Answers.Text("""{"data":["one","two"]}"""));

        var result = await batch.RunAsync("item");

        result.Values.Single().Should().Equal("one", "two");
    }

    [Fact]
    public async Task CallAsync_Context_BringsItsNamingAndConverters()
    {
        var batch = new ChatBatch<Persona>(_ => Answers.Text("""{"NAME":"Ada","AGE":36,"MOOD":"Hurried"}"""))
        {
            Configure = chat => chat.Json = SnakeJson.Default,
        };

        var result = await batch.RunAsync("item");

        result.Values.Should().Equal(new Persona("Ada", 36, Mood.Hurried));
        batch.Client.Calls.Single().Options.ResponseFormat.Should().BeOfType<ChatResponseFormatJson>().Which
            .Schema!.Value.GetRawText().Should().Contain("\"NAME\"").And.Contain("\"Hurried\"");
    }

    [Theory]
    [InlineData("I would rather not.")]
    [InlineData("""{"name":"Ada","age":"thirty"}""")]
    [InlineData("null")]
    public async Task CallAsync_Unreadable_IsInvalidAndKeepsTheText(string text)
    {
        var batch = new ChatBatch<Persona>(_ => Answers.Text(text));

        var failure = await batch.FailureAsync();

        failure.Class.Should().Be(FailureClass.InvalidResponse);
        failure.ResponseText.Should().Be(text);
        batch.Client.Calls.Should().HaveCount(3, "it is asked for again at most twice");
    }

    [Fact]
    public async Task CallAsync_WrongType_NamesTheField()
    {
        var batch = new ChatBatch<Persona>(_ => Answers.Text("""{"name":"Ada","age":"thirty"}"""));

        var failure = await batch.FailureAsync();

        failure.Message.Should().StartWith("The answer is not the JSON that was asked for.").And.Contain("$.age");
    }

    [Fact]
    public async Task Validate_FindsAFault_TheTextIsKeptAsItCame()
    {
        const string Text = "{ \"name\": \"Ada\",   \"age\": 360, \"note\": \"not in the type\" }";
        var batch = new ChatBatch<Persona>(_ => Answers.Text(Text));
        batch.Hooks.Validate = static (_, persona) => persona.Age < 120 ? null : $"nobody is {persona.Age}";

        var failure = await batch.FailureAsync();

        failure.Should().Be(new BatchFailure(FailureClass.InvalidResponse, "nobody is 360") { ResponseText = Text });
    }

    [Fact]
    public void AsBatchProvider_TypeWithoutMetadata_IsRefusedAtOnce()
    {
        using var client = new ScriptedChatClient(_ => Answers.Text("{}"));

        var act = () => client.AsBatchProvider<string, Persona>(item => item, chat => chat.Json = new NoMetadata());

        act.Should().Throw<InvalidOperationException>().WithMessage("There is no JSON metadata for *Persona, *ChatCallOptions.Json*");
    }
}
