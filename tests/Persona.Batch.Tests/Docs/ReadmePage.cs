using System.Net.Http.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PersonaBatch.Testing;

namespace PersonaBatch.Tests.Docs;

/// <summary>The code of README.md, compiled.</summary>
#pragma warning disable CA2234, IDE0011, CA1812 // as short as a first page wants it; the container and the serializer make these types
internal static class ReadmePage
{
    // Without the page's first line, which is a file's using.
    public static async Task TenLinesAsync()
    {
        using var http = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var processor = new OptimisedBatchProcessor<string, string>((city, ct) => http.GetStringAsync($"https://api.example/{city}", ct));

        var result = await processor.ProcessAsync(["Paris", "Oslo"]);
        foreach (var done in result.Succeeded) Console.WriteLine($"{done.Item}: {done.Value}");
        foreach (var lost in result.Failed) Console.WriteLine($"{lost.Item}: {lost.Failure}");
    }

    public static void AddTo(IServiceCollection services, IConfiguration configuration) =>
        services
            .AddBatchProcessor<Brief, Persona>("personas", configuration.GetSection("batch"))
            .UseProvider<PersonaProvider>()
            .ConfigureHooks(hooks => hooks.ItemId = brief => brief.Id);

    public static async Task<BatchResult<string, string>> InVirtualTimeAsync(IReadOnlyList<string> cities, BatchOptions options)
    {
        var time = new VirtualTimeProvider();
        var provider = new SimulatedProvider<string, string>(city => $"about {city}", new() { RequestsPerMinute = 60, ErrorRate = 0.1 }, time);
        var processor = new OptimisedBatchProcessor<string, string>(provider, options, new() { TimeProvider = time });

        var result = await time.RunAsync(() => processor.ProcessAsync(cities));
        return result;
    }

    public sealed record Brief(string Id, string Text);

    public sealed record Persona(string Name, int Age);

    public sealed record Answer(Persona Persona, int InputTokens, int OutputTokens);

    public sealed class PersonaProvider(HttpClient http) : IBatchProvider<Brief, Persona>
    {
        public async ValueTask<Persona> CallAsync(Brief item, ProviderCall call, CancellationToken cancellationToken)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "personas") { Content = JsonContent.Create(item) };
            request.Headers.Add("Idempotency-Key", call.IdempotencyKey);
            using var response = await http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            var answer = (await response.Content.ReadFromJsonAsync<Answer>(cancellationToken))!;
            call.ReportUsage(new TokenUsage(answer.InputTokens, answer.OutputTokens));
            return answer.Persona;
        }
    }
}
