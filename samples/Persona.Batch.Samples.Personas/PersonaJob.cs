using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace PersonaBatch.Samples.Personas;

/// <summary>The sample's work: makes a client and a processor, and writes down what comes.</summary>
internal sealed class PersonaJob(SampleArguments arguments)
{
    private readonly string _input = arguments.Input ?? BriefReader.BuiltIn;

    private string BatchName => arguments.Provider is null ? "personas" : $"personas-{arguments.Provider.Name}";

    public async Task<int> RunAsync()
    {
        CheckPaths();
        var configuration = SampleConfiguration.Load(arguments.Config);
        var provider = arguments.CalledProvider;
        var model = arguments.Model ?? configuration[$"{SampleConfiguration.Section}:model"] ?? provider.Model;

        var real = Endpoint.Of(arguments, configuration);
        using var calls = CallLog.Open(arguments.CallLog);
        await using var simulated = real is null ? await SimulatedModel.StartAsync(arguments, calls) : null;
        var endpoint = real ?? Endpoint.Of(simulated!, provider);
        Console.WriteLine(endpoint);
        using var http = ProviderChat.NewHttpClient(endpoint);
        using var client = ProviderChat.NewClient(http, endpoint, model);

        await using var container = NewContainer(configuration, endpoint, client, model);
        var processor = container.GetRequiredService<OptimisedBatchProcessor<Brief, Persona>>();

        using var cancellation = new CancellationTokenSource();
        await using var stream = processor.StreamAsync(BriefReader.ReadAsync(_input), RunOptions(), cancellation.Token);
        using var interrupts = new Interrupts(stop: () => _ = stream.StopAsync(), cancel: cancellation.Cancel);

        using var output = new PersonaFile(arguments.Output);
        var report = new RunReport(arguments.Output, provider, simulated);
        try
        {
            await foreach (var outcome in stream)
            {
                if (outcome.IsSuccess)
                {
                    await output.WriteAsync(outcome.Id, outcome.Value);
                }
                else
                {
                    report.Tell(outcome.Id, outcome.Status, outcome.Failure);
                }
            }

            return report.End(await stream.Completion);
        }
        catch (BatchCanceledException exception)
        {
            return report.End(exception.Summary);
        }
        catch (BatchIncompleteException exception)
        {
            return report.End(exception);
        }
        catch (CheckpointException exception)
        {
            return await report.EndAsync(exception);
        }
    }

    /// <summary>Finds before the first call what would be found after it.</summary>
    private void CheckPaths()
    {
        if (!File.Exists(_input))
        {
            throw new FormatException($"--input '{_input}' does not exist");
        }

        if (!Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(arguments.Output))))
        {
            throw new FormatException($"--output '{arguments.Output}' is in no directory that exists");
        }
    }

    private ServiceProvider NewContainer(IConfiguration configuration, Endpoint endpoint, IChatClient client, string model)
    {
        var services = new ServiceCollection();
        services.AddSingleton(configuration); // tells which of two spellings of a key comes later
        services.AddBatchProcessor<Brief, Persona>("personas", configuration.GetSection(SampleConfiguration.Section))
            .UseProvider(_ => client.AsBatchProvider<Brief, Persona>(PersonaPrompt.For, PersonaPrompt.Configure))
            .Configure(options =>
            {
                options.BatchId = arguments.BatchId ?? options.BatchId ?? $"{BatchName}-{Path.GetFileNameWithoutExtension(_input)}";
                options.Provider ??= endpoint.LimitsOf;
                options.Model = model;
                options.Fingerprint[nameof(endpoint)] = endpoint.Name;
                options.Concurrency.MaxWorkers = arguments.Workers ?? options.Concurrency.MaxWorkers;
                options.Concurrency.MinWorkers = Math.Min(options.Concurrency.MinWorkers, arguments.Workers ?? int.MaxValue);
                options.Processing.Checkpoint.Directory = arguments.Checkpoint ?? options.Processing.Checkpoint.Directory;
                if (endpoint is { IsSimulated: true, Provider.TellsLimits: false })
                {
                    options.Providers.TryAdd(endpoint.Provider.Name, new() { RequestsPerMinute = arguments.RequestsPerMinute, TokensPerMinute = arguments.TokensPerMinute });
                }
            })
            .ConfigureHooks(hooks =>
            {
                hooks.ItemId = static brief => brief.Id;
                hooks.ItemFingerprint = static brief => brief.Text; // an edited brief runs again, the others do not
                hooks.Json = PersonaJson.Default;
                hooks.Validate = PersonaPrompt.Fault;
            });
        return services.BuildServiceProvider();
    }

    private BatchRunOptions RunOptions() => new()
    {
        Resume = arguments.Fresh ? ResumeMode.StartNew : ResumeMode.IfCompatible,
        Progress = new PlainProgress(),
    };
}
