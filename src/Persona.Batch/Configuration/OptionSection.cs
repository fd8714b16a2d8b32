using System.Reflection;

namespace PersonaBatch;

/// <summary>The keys a section may have: the public properties of its type. Each type is named here, so that a trimmer keeps them.</summary>
internal sealed class OptionSection
{
    private const string AnyName = "<name>";

    private static readonly Dictionary<Type, OptionSection> All = new()
    {
        [typeof(BatchOptions)] = new(typeof(BatchOptions).GetProperties()),
        [typeof(ProcessingOptions)] = new(typeof(ProcessingOptions).GetProperties()),
        [typeof(CheckpointOptions)] = new(typeof(CheckpointOptions).GetProperties()),
        [typeof(ConcurrencyOptions)] = new(typeof(ConcurrencyOptions).GetProperties()),
        [typeof(RetryOptions)] = new(typeof(RetryOptions).GetProperties()),
        [typeof(FailoverOptions)] = new(typeof(FailoverOptions).GetProperties()),
        [typeof(TimeoutOptions)] = new(typeof(TimeoutOptions).GetProperties()),
        [typeof(ProviderOptions)] = new(typeof(ProviderOptions).GetProperties()),
        [typeof(ModelPrice)] = new(typeof(ModelPrice).GetProperties()),
    };

    private readonly PropertyInfo[] _properties;

    private OptionSection(PropertyInfo[] properties) => _properties = properties;

    /// <summary>Gets the keys by name, whatever the case.</summary>
    public IReadOnlyDictionary<string, OptionKey> Keys =>
        field ??= _properties.Select(KeyOf).ToDictionary(static key => key.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds a section by its type.</summary>
    public static OptionSection Of(Type type) => All[type];

    /// <summary>Finds the sections below this one that know a key, each with the names that lead to it.</summary>
    public IEnumerable<IReadOnlyList<string>> Find(string plain) => Keys.Values
        .Where(static key => key.Kind is OptionKind.Section or OptionKind.Sections)
        .SelectMany(key => key.Section.FindHere(plain)
            .Concat(key.Section.Find(plain))
            .Select(path => (IReadOnlyList<string>)(key.Kind == OptionKind.Section ? [key.Name, .. path] : [key.Name, AnyName, .. path])));

    private IEnumerable<IReadOnlyList<string>> FindHere(string plain) => Keys.TryGetValue(plain, out var key) ? [[key.Name]] : [];

    private static OptionKey KeyOf(PropertyInfo property)
    {
        var type = property.PropertyType;
        if (!type.IsGenericType)
        {
            var kind = All.ContainsKey(type) ? OptionKind.Section : OptionKind.Value;
            return new OptionKey(property.Name, kind, type, IsNullable: type == typeof(string));
        }

        var inner = type.GetGenericArguments()[^1];
        var definition = type.GetGenericTypeDefinition();
        return definition == typeof(Nullable<>) ? new OptionKey(property.Name, OptionKind.Value, inner, IsNullable: true)
            : definition == typeof(List<>) ? new OptionKey(property.Name, OptionKind.List, inner, IsNullable: true)
            : new OptionKey(property.Name, All.ContainsKey(inner) ? OptionKind.Sections : OptionKind.Texts, inner, IsNullable: false);
    }
}
