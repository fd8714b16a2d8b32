using Microsoft.Extensions.Configuration;

namespace PersonaBatch.Samples.Personas;

/// <summary>What files and the environment say. A later source goes before an earlier one, key by key, in whatever spelling.</summary>
internal static class SampleConfiguration
{
    /// <summary>The section with the options of the batch.</summary>
    public const string Section = "batch";

    /// <summary>Reads a file and the environment.</summary>
    /// <param name="file">A JSON or YAML file, from here or from beside the sample; <see langword="null"/> = the sample's appsettings.json.</param>
    /// <returns>The configuration.</returns>
    /// <exception cref="FormatException">The file does not exist, cannot be read, or says nothing of a batch.</exception>
    public static IConfigurationRoot Load(string? file)
    {
        var path = Path.GetFullPath(file is not null && File.Exists(file) ? file : Path.Combine(AppContext.BaseDirectory, file ?? "appsettings.json"));
        if (!File.Exists(path))
        {
            throw new FormatException($"--config '{file}' does not exist");
        }

        try
        {
            var configuration = AddFile(new ConfigurationBuilder(), path).AddEnvironmentVariables().Build();
            return configuration.GetSection(Section).Exists() ? configuration : throw new FormatException($"{path} has no section '{Section}'");
        }
        catch (InvalidDataException exception)
        {
            throw new FormatException($"{path} cannot be read: {exception.GetBaseException().Message}", exception);
        }
    }

    private static IConfigurationBuilder AddFile(ConfigurationBuilder builder, string path) =>
        Path.GetExtension(path).ToUpperInvariant() is ".YAML" or ".YML" ? builder.AddYamlFile(path) : builder.AddJsonFile(path);
}
