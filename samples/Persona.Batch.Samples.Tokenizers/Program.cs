using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.AI;
using Microsoft.ML.Tokenizers;
using OpenAI;
using PersonaBatch;
using PersonaBatch.Testing;

// What a prompt costs of a token limit, three ways: a quarter of its bytes, as a batch reckons by itself until the provider's own counts
// correct it; the model's tokenizer; and what the provider counts in the end. Here that is a simulated one with the same tokenizer.
const int MostOutput = 100;
string[] prompts =
[
    "Write a persona for a nurse in Oslo who works nights.",
    "为一位在上海开面馆的退休教师写一个人物画像。",
    "Напиши портрет пользователя: водитель автобуса из Казани.",
    """{"name":"Ada","ids":[4711,4712,4713,4714,4715,4716],"tags":["a","b","c"]}""",
];

var tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");
await using var server = await SimulatedServer.StartAsync(new() { CountTokens = text => tokenizer.CountTokens(text) });
using var http = new HttpClient(new ProviderBoundaryHandler { InnerHandler = new SocketsHttpHandler() }) { Timeout = Timeout.InfiniteTimeSpan };
var sdk = new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = server.Endpoint, Transport = new HttpClientPipelineTransport(http) });
using var client = sdk.GetChatClient("gpt-5-mini").AsIChatClient();

var processor = new OptimisedBatchProcessor<string, string>(
    client.AsBatchProvider<string, string>(static prompt => prompt, static chat => chat.ChatOptions.MaxOutputTokens = MostOutput),
    new() { Processing = { Checkpoint = { Enabled = false } } },
    new() { EstimateTokens = prompt => new TokenUsage(tokenizer.CountTokens(prompt), MostOutput) });
var result = await processor.ProcessAsync(prompts);

Console.WriteLine("bytes/4  tokenizer  counted");
foreach (var outcome in result.Succeeded)
{
    var guess = (Encoding.UTF8.GetByteCount(outcome.Item) + 3) / 4;
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{guess,7}  {tokenizer.CountTokens(outcome.Item),9}  {outcome.Usage?.InputTokens,7}  {outcome.Item}"));
}

return result.Failed.Count;
