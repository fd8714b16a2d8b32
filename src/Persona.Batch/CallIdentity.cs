using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace PersonaBatch;

/// <summary>Whose code makes the calls: so that another call, or another build of it, never resumes a batch that nobody named.</summary>
/// <param name="Code">Eight hex digits that stand for the method or the provider's type.</param>
/// <param name="Build">The version id of its module.</param>
internal sealed record CallIdentity(string Code, string Build)
{
    /// <summary>The identity of all providers together, in their order.</summary>
    public static CallIdentity Of<TItem, TResult>(IReadOnlyList<NamedProvider<TItem, TResult>> providers)
    {
        List<CallIdentity> all = [.. providers.Select(static given => Of(given.Provider))];
        List<string> builds = [.. all.Select(static identity => identity.Build).Distinct(StringComparer.Ordinal)];
        return all.Count == 1
            ? all[0]
            : new CallIdentity(Hash(string.Join('\n', all.Select(static identity => identity.Code)), bytes: 4), builds.Count == 1 ? builds[0] : Hash(string.Join('\n', builds), bytes: 16));
    }

    public static CallIdentity Of<TItem, TResult>(IBatchProvider<TItem, TResult> provider) =>
        provider is IUserCode { Method: var method } ? Of($"{method.DeclaringType}.{method.Name}", method.Module) : Of(provider.GetType());

    private static CallIdentity Of(Type type) => Of(type.ToString(), type.Module);

    private static CallIdentity Of(string code, Module module) => new(Hash(code, bytes: 4), module.ModuleVersionId.ToString("N"));

    private static string Hash(string text, int bytes) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, bytes));
}
