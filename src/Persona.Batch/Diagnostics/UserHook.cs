namespace PersonaBatch;

/// <summary>Calls the user's code on behalf of the reader, and says which hook it was when it throws.</summary>
internal static class UserHook
{
    /// <exception cref="InvalidOperationException">The hook threw.</exception>
    public static TOut Call<TIn, TOut>(string hook, long index, TIn input, Func<TIn, TOut> call)
    {
        try
        {
            return call(input);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"{hook} threw for the item at index {index}. {exception.GetType().Name}: {exception.Message}", exception);
        }
    }
}
