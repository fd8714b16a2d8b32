namespace PersonaBatch;

/// <summary>Names a processor after its types, for batches without an id of their own.</summary>
internal static class ProcessorName
{
    public static string Of(Type item, Type result) => $"{Of(item)}-{Of(result)}";

    private static string Of(Type type)
    {
        var name = type.Name.Split('`')[0];
        return type.IsGenericType ? $"{name}({string.Join(',', type.GetGenericArguments().Select(Of))})" : name;
    }
}
