using System.Globalization;
using System.Reflection;

namespace PersonaBatch;

/// <summary>Takes the provider's answer out of a <c>System.ClientModel.ClientResultException</c>, which the OpenAI SDK throws: its message
/// holds no header, and no body but one of OpenAI's own shape.</summary>
/// <remarks>By reflection, over constant names: a trimmer sees them and keeps the members where the package is there, and where anything
/// is missing the message must do.</remarks>
internal static class ClientModelAnswer
{
    private const int MostBodyCharacters = 64 * 1024;

    /// <summary>Reads the answer.</summary>
    /// <returns><see langword="null"/> when there was none, or it cannot be had.</returns>
    public static HttpFailure? TryRead(Exception exception)
    {
        try
        {
            var response = Type.GetType("System.ClientModel.ClientResultException, System.ClientModel")?.GetMethod("GetRawResponse")?.Invoke(exception, null);
            var type = Type.GetType("System.ClientModel.Primitives.PipelineResponse, System.ClientModel");
            if (response is null
                || type?.GetProperty("Status")?.GetValue(response) is not int status
                || type.GetProperty("Headers")?.GetValue(response) is not IEnumerable<KeyValuePair<string, string>> headers)
            {
                return null;
            }

            var body = Convert.ToString(type.GetProperty("Content")?.GetValue(response), CultureInfo.InvariantCulture) ?? "";
            return Read(status, headers, PlainWords.Cut(body, MostBodyCharacters));
        }
        catch (Exception lost) when (lost is TargetException or TargetInvocationException or MemberAccessException or NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    private static HttpFailure Read(int status, IEnumerable<KeyValuePair<string, string>> headers, string body)
    {
        using var message = new HttpResponseMessage();
        foreach (var (name, value) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, value);
        }

        return HttpFailure.Read(status, message.Headers.NonValidated, body, TimeProvider.System.GetUtcNow());
    }
}
