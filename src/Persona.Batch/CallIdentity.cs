using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace PersonaBatch;

/// <summary>Whose code makes the calls: so that another call, or another build of it, never resumes a batch that nobody named.</summary>
/// <param name="Code">Eight hex digits that stand for the method or the provider's type.</param>
/// <param name="Build">The version id of its module.</param>
internal sealed record CallIdentity(string Code, string Build)
{
    public static CallIdentity Of(MethodInfo method) => Of($"{method.DeclaringType}.{method.Name}", method.Module);

    public static CallIdentity Of<TItem, TResult>(IBatchProvider<TItem, TResult> provider) =>
        provider is IUserCode { Method: var method } ? Of(method) : Of(provider.GetType());

    private static CallIdentity Of(Type type) => Of(type.ToString(), type.Module);

    private static CallIdentity Of(string code, Module module) =>
        new(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)).AsSpan(0, 4)), module.ModuleVersionId.ToString("N"));
}
