using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace PersonaBatch;

/// <summary>A configuration in the spelling the binder knows, as it stood when it was read. A key that the user named may hold any character.</summary>
internal sealed class SettingNode(IConfiguration source, string key, string path) : IConfigurationSection
{
    private readonly Dictionary<string, SettingNode> _children = new(StringComparer.OrdinalIgnoreCase);

    public string Key => key;

    /// <summary>Gets the path as the user wrote it.</summary>
    public string Path => path;

    public string? Value { get; set; }

    public string? this[string key]
    {
        get => _children.GetValueOrDefault(key)?.Value;
        set => throw new NotSupportedException("What was read of a configuration cannot be changed.");
    }

    public SettingNode Add(string name, string writtenPath, string? value = null)
    {
        var child = new SettingNode(source, name, writtenPath) { Value = value };
        _children[name] = child;
        return child;
    }

    public IConfigurationSection GetSection(string key) =>
        _children.GetValueOrDefault(key) ?? new SettingNode(source, key, ConfigurationPath.Combine(path, key));

    public IEnumerable<IConfigurationSection> GetChildren() => _children.Values;

    public IChangeToken GetReloadToken() => source.GetReloadToken();
}
