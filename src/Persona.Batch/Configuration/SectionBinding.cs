using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace PersonaBatch;

/// <summary>Binds a section to the options of one processor. What cannot be bound is left to the validator, which tells all faults together.</summary>
/// <param name="processor">The processor's name.</param>
/// <param name="section">The section, in any spelling.</param>
/// <param name="root">The root it belongs to, where that is known.</param>
internal sealed class SectionBinding(string processor, IConfiguration section, IConfigurationRoot? root) : IConfigureNamedOptions<BatchOptions>
{
    public void Configure(BatchOptions options) => Configure(Options.DefaultName, options);

    public void Configure(string? name, BatchOptions options)
    {
        if (!string.Equals(name, processor, StringComparison.Ordinal))
        {
            return;
        }

        var written = SectionReader.Read(section, new SourceOrder(section as IConfigurationRoot ?? root), out var settings);
        settings.Bind(options, static binder => binder.ErrorOnUnknownConfiguration = true);
        BindNothings(written, settings, options);
        written.Bound(options);
        options.Written = written;
    }

    /// <summary>What the binder cannot say: no value where there is a default, and a list without elements.</summary>
    private static void BindNothings(WrittenOptions written, SettingNode settings, BatchOptions options)
    {
        const string RetryableErrors = $"{nameof(options.Retry)}.{nameof(options.Retry.RetryableErrors)}";

        if (written.Paths.ContainsKey(nameof(options.MaxFailureRate)) && settings[nameof(options.MaxFailureRate)] is null)
        {
            options.MaxFailureRate = null;
        }

        if (written.Paths.ContainsKey(RetryableErrors))
        {
            options.Retry.RetryableErrors ??= [];
        }
    }
}
