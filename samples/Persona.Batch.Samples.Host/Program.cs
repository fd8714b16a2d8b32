using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PersonaBatch;
using PersonaBatch.Samples.Host;
using PersonaBatch.Samples.Personas;
using PersonaBatch.Testing;

// appsettings.json lies beside the program, wherever it is started. Variables and arguments go before it: --batch:concurrency:max_workers=5
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });
var model = builder.Configuration["batch:model"] ?? SampleProvider.OpenAI.Model;

// Without --base-url, a simulated provider: no key, no network, no cost.
var baseUrl = builder.Configuration["base-url"];
await using var simulated = baseUrl is null ? await StartSimulatedAsync() : null;
var endpoint = simulated is null ? Endpoint.Of(SampleProvider.OpenAI, new Uri(baseUrl!), builder.Configuration) : Endpoint.Of(simulated, SampleProvider.OpenAI);

builder.Services
    .AddHttpClient("openai", http => http.Timeout = Timeout.InfiniteTimeSpan)
    .AddHttpMessageHandler(() => new ProviderBoundaryHandler())
    .ConfigurePrimaryHttpMessageHandler(() => ProviderChat.NewSocketsHandler(endpoint));
builder.Services
    .AddChatClient(services => ProviderChat.NewClient(services.GetRequiredService<IHttpClientFactory>().CreateClient("openai"), endpoint, model));
builder.Services
    .AddBatchProcessor<Brief, Persona>("personas", builder.Configuration.GetSection("batch"))
    .UseChatClient("openai", PersonaPrompt.For, PersonaPrompt.Configure)
    .Configure(options => options.Fingerprint["endpoint"] = endpoint.Name)
    .ConfigureHooks(hooks =>
    {
        hooks.ItemId = brief => brief.Id;
        hooks.Json = PersonaJson.Default;
        hooks.Validate = PersonaPrompt.Fault;
    });
builder.Services.AddHostedService<PersonaWorker>();

await builder.Build().RunAsync();

static Task<SimulatedServer> StartSimulatedAsync() => SimulatedServer.StartAsync(
    new() { RequestsPerMinute = 3_000, Latency = TimeSpan.FromMilliseconds(300), LatencySpread = 0.4, ErrorRate = 0.03 }, SimulatedModel.Answer);
