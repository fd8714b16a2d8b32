using System.Globalization;

namespace PersonaBatch;

/// <summary>Reads the text of a value as the binder will, so that it has no reason to throw.</summary>
internal static class OptionText
{
    /// <summary>Checks a text against its type.</summary>
    /// <param name="type">The value's type.</param>
    /// <param name="text">What was written.</param>
    /// <param name="bindable">The same in the form the binder knows.</param>
    /// <returns>What is allowed; <see langword="null"/> when <paramref name="text"/> is.</returns>
    public static string? Refusal(Type type, string text, out string bindable)
    {
        bindable = text;
        var culture = CultureInfo.InvariantCulture;
        return type.IsEnum ? RefusalOfName(type, text, out bindable)
            : type == typeof(int) ? Unless(int.TryParse(text, NumberStyles.Integer, culture, out _), "a whole number")
            : type == typeof(double) ? Unless(double.TryParse(text, NumberStyles.Float, culture, out _), "a number such as 0.9")
            : type == typeof(decimal) ? Unless(decimal.TryParse(text, NumberStyles.Float, culture, out _), "a number such as 0.15")
            : type == typeof(bool) ? Unless(bool.TryParse(text, out _), "true or false")
            : type == typeof(TimeSpan) ? Unless(IsTime(text), "a time as hours:minutes:seconds, such as 00:00:20")
            : null;
    }

    private static string? Unless(bool isGood, string allowed) => isGood ? null : allowed;

    /// <summary>A bare number reads as days, which nobody means who writes <c>drain: 20</c>.</summary>
    private static bool IsTime(string text) =>
        text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _);

    private static string? RefusalOfName(Type type, string text, out string bindable)
    {
        var names = Enum.GetNames(type);
        var plain = KeyName.Plain(text);
        var known = Array.Find(names, name => string.Equals(name, plain, StringComparison.OrdinalIgnoreCase));
        bindable = known ?? text;
        return known is null ? $"one of {string.Join(", ", names.Select(KeyName.Snake))}" : null;
    }
}
