namespace PersonaBatch;

/// <summary>Collects faults of options; each section names its own keys only. The words are the same in every culture.</summary>
internal sealed class OptionFaults
{
    private readonly List<OptionFault> _faults;
    private readonly string _prefix;

    public OptionFaults()
        : this([], "")
    {
    }

    private OptionFaults(List<OptionFault> faults, string prefix)
    {
        _faults = faults;
        _prefix = prefix;
    }

    /// <summary>Gets everything found so far, in all sections.</summary>
    public IReadOnlyList<OptionFault> All => _faults;

    /// <summary>Collects the faults of a section, together with those of the others.</summary>
    public OptionFaults Section(string name) => new(_faults, $"{_prefix}{name}.");

    public void Add(string key, FormattableString error) => _faults.Add(new OptionFault(_prefix + key, FormattableString.Invariant(error)));

    /// <summary>Checks a whole number; <see langword="null"/> is always allowed.</summary>
    public void Range(string key, int? value, int least, int most)
    {
        if (value < least || value > most)
        {
            Add(key, $"must be {least} to {most}, was {value}");
        }
    }

    /// <summary>Checks a number; <see langword="null"/> is always allowed, no number is not.</summary>
    public void Range(string key, double? value, double least, double most)
    {
        if (value is { } number && !(number >= least && number <= most))
        {
            Add(key, $"must be {least} to {most}, was {number}");
        }
    }

    public void Defined<T>(string key, T value)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            Add(key, $"must be one of {string.Join(", ", Enum.GetNames<T>())}, was {value}");
        }
    }
}
