using System.Reflection;

namespace PersonaBatch;

/// <summary>A provider that a user's method makes what it is: the batch is known by that method, not by our type.</summary>
internal interface IUserCode
{
    /// <summary>Gets the method that words the requests.</summary>
    MethodInfo Method { get; }
}
