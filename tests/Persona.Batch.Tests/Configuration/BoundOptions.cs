using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PersonaBatch.Tests.Configuration;

/// <summary>Options of one processor as a container binds them.</summary>
internal static class BoundOptions
{
    public const string Name = "test";

    /// <summary>Binds the section <c>batch</c> of a configuration that the container knows, as a host's does.</summary>
    public static BatchOptions Of(IConfigurationRoot configuration, Action<BatchOptions>? configure = null) =>
        Monitor(configuration.GetSection("batch"), configuration, configure).Get(Name);

    /// <summary>Binds keys below <c>batch</c>, all of one source.</summary>
    public static BatchOptions Of(params (string Key, string? Value)[] settings) => Of(Sources(settings));

    /// <summary>Binds keys below <c>batch</c>, and tells what is wrong with them.</summary>
    public static IEnumerable<string> Faults(params (string Key, string? Value)[] settings) => Faults(() => Of(settings));

    public static IEnumerable<string> Faults(Func<BatchOptions> bind) => bind.Should().Throw<OptionsValidationException>().Which.Failures;

    /// <summary>Makes a configuration of several sources, the last of which wins.</summary>
    public static IConfigurationRoot Sources(params (string Key, string? Value)[][] sources)
    {
        var builder = new ConfigurationBuilder();
        foreach (var source in sources)
        {
            builder.AddInMemoryCollection(source.Select(static setting => KeyValuePair.Create($"batch:{setting.Key}", setting.Value)));
        }

        return builder.Build();
    }

    public static IOptionsMonitor<BatchOptions> Monitor(IConfiguration section, IConfigurationRoot? root = null, Action<BatchOptions>? configure = null)
    {
        var services = new ServiceCollection();
        if (root is not null)
        {
            services.AddSingleton<IConfiguration>(root);
        }

        services.AddBatchProcessor<string, string>(Name, section)
            .UseProvider(static _ => throw new InvalidOperationException("Nobody calls."))
            .Configure(configure ?? (static _ => { }));
        return services.BuildServiceProvider().GetRequiredService<IOptionsMonitor<BatchOptions>>();
    }
}
