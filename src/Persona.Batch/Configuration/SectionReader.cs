using Microsoft.Extensions.Configuration;

namespace PersonaBatch;

/// <summary>Reads a section in any spelling: finds every key and value that cannot be bound, and puts the others into the spelling the binder knows.</summary>
/// <remarks>Several sections may be one, spelled differently; so every step takes all spellings of a key together.</remarks>
internal sealed class SectionReader
{
    private readonly SourceOrder _order;
    private readonly List<OptionFault> _faults = [];
    private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);

    private SectionReader(SourceOrder order) => _order = order;

    /// <summary>Reads a section of batch options as it stands now.</summary>
    /// <param name="source">The section.</param>
    /// <param name="order">Tells which source of the configuration comes last.</param>
    /// <param name="settings">What can be bound.</param>
    /// <returns>What cannot, and where everything was written.</returns>
    public static WrittenOptions Read(IConfiguration source, SourceOrder order, out SettingNode settings)
    {
        settings = new SettingNode(source, "", (source as IConfigurationSection)?.Path ?? "");
        var reader = new SectionReader(order);
        if (source is IConfigurationRoot && HasChildren(source.GetSection("batch")))
        {
            reader._faults.Add(new OptionFault(
                "batch", "the whole configuration was given: give its section, as in configuration.GetSection(\"batch\")"));
        }
        else
        {
            reader.ReadSection(OptionSection.Of(typeof(BatchOptions)), [.. source.GetChildren()], settings, "");
        }

        return new WrittenOptions(reader._faults, reader._paths);
    }

    private static IReadOnlyList<IConfigurationSection> ChildrenOf(IEnumerable<IConfigurationSection> spellings) =>
        [.. spellings.SelectMany(static spelling => spelling.GetChildren()).OrderBy(static child => child.Key, ConfigurationKeyComparer.Instance)];

    private static bool HasChildren(IConfiguration section) => section.GetChildren().Any();

    private static bool IsPartOfName(OptionSection section, IConfigurationSection child) =>
        !section.Keys.ContainsKey(KeyName.Plain(child.Key)) && HasChildren(child);

    private void ReadSection(OptionSection section, IReadOnlyList<IConfigurationSection> children, SettingNode node, string prefix)
    {
        foreach (var spellings in children.GroupBy(static child => KeyName.Plain(child.Key), StringComparer.OrdinalIgnoreCase))
        {
            if (section.Keys.TryGetValue(spellings.Key, out var key))
            {
                ReadKey(key, [.. spellings], node, prefix + key.Name);
            }
            else
            {
                _faults.AddRange(spellings.Select(
                    unknown => new OptionFault(unknown.Path, $"is no key of this section; {KeyHint.For(section, unknown.Key)}")));
            }
        }
    }

    private void ReadKey(OptionKey key, IReadOnlyList<IConfigurationSection> spellings, SettingNode node, string path)
    {
        if (key.Kind == OptionKind.Value)
        {
            ReadValue(key, spellings, node, key.Name, path);
            return;
        }

        var children = ChildrenOf(spellings);
        if (RefusesValue(KeyHint.Allowed(key, spellings[0].Key), spellings) || (children.Count == 0 && spellings[0].Value is null))
        {
            return;
        }

        _paths[path] = spellings[0].Path;
        var child = node.Add(key.Name, spellings[0].Path);
        switch (key.Kind)
        {
            case OptionKind.Section:
                ReadSection(key.Section, children, child, path + ".");
                break;
            case OptionKind.List:
                ReadElements(key, children, child, path);
                break;
            default:
                ReadEntries(key, children, child, path, "");
                break;
        }
    }

    private void ReadElements(OptionKey key, IReadOnlyList<IConfigurationSection> children, SettingNode node, string path)
    {
        var element = key with { Kind = OptionKind.Value, IsNullable = false };
        foreach (var spellings in children.GroupBy(static child => child.Key, StringComparer.OrdinalIgnoreCase))
        {
            ReadValue(element, [.. spellings], node, spellings.Key, $"{path}[{spellings.Key}]");
        }
    }

    /// <summary>Reads entries under the user's own names. A name with a colon, such as <c>llama3:8b</c>, comes as one section within another.</summary>
    private void ReadEntries(OptionKey key, IReadOnlyList<IConfigurationSection> children, SettingNode node, string path, string prefix)
    {
        foreach (var entry in children.GroupBy(static child => child.Key, StringComparer.OrdinalIgnoreCase))
        {
            var name = prefix + entry.Key;
            var inner = ChildrenOf(entry);
            var deeper = key.Kind == OptionKind.Texts ? inner : [.. inner.Where(child => IsPartOfName(key.Section, child))];
            ReadEntries(key, deeper, node, path, name + ":");

            if (key.Kind == OptionKind.Texts)
            {
                TakeValue(key, [.. entry], node, name, $"{path}[{name}]");
            }
            else if (!RefusesValue(KeyHint.Allowed(key with { Kind = OptionKind.Section }, ""), entry) && inner.Count > deeper.Count)
            {
                var own = inner.Except(deeper).ToList();
                _paths[$"{path}[{name}]"] = entry.First().Path;
                ReadSection(key.Section, own, node.Add(name, entry.First().Path), $"{path}[{name}].");
            }
        }
    }

    private void ReadValue(OptionKey key, IReadOnlyList<IConfigurationSection> spellings, SettingNode node, string name, string path)
    {
        if (spellings.FirstOrDefault(HasChildren) is { } section)
        {
            _faults.Add(new OptionFault(section.Path, $"must be {KeyHint.Allowed(key, section.Key)}, was a section or a list"));
        }
        else
        {
            TakeValue(key, spellings, node, name, path);
        }
    }

    private void TakeValue(OptionKey key, IReadOnlyList<IConfigurationSection> spellings, SettingNode node, string name, string path)
    {
        if (_order.Choose(spellings, out var refusal) is not { } chosen)
        {
            _faults.Add(new OptionFault(spellings[0].Path, refusal!));
            return;
        }

        var text = chosen.Value is "" && key.IsNullable && key.Type != typeof(string) ? null : chosen.Value;
        if (text is null && !key.IsNullable)
        {
            return; // the key is there and its value is left out: as if it were not written
        }

        if (text is not null && OptionText.Refusal(key.Type, text, out text) is { } allowed)
        {
            _faults.Add(new OptionFault(chosen.Path, $"must be {allowed}, was {KeyHint.Shown(chosen.Value)}"));
            return;
        }

        _paths[path] = chosen.Path;
        node.Add(name, chosen.Path, text);
    }

    private bool RefusesValue(string allowed, IEnumerable<IConfigurationSection> spellings)
    {
        if (spellings.FirstOrDefault(static spelling => !string.IsNullOrEmpty(spelling.Value)) is not { } single)
        {
            return false;
        }

        _faults.Add(new OptionFault(single.Path, $"must be {allowed}, was {KeyHint.Shown(single.Value)}"));
        return true;
    }
}
