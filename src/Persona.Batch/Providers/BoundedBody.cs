using System.Buffers;
using System.Text;

namespace PersonaBatch;

/// <summary>Reads the start of an error's body: at most 64 KiB, for a proxy may answer with anything.</summary>
internal static class BoundedBody
{
    private const int MostBytes = 64 * 1024;

    /// <summary>Reads as much as there is. A body that breaks off still has its status: what came until then is enough.</summary>
    /// <exception cref="OperationCanceledException">The engine ended the attempt.</exception>
    public static async ValueTask<string> ReadAsync(HttpContent content, ProviderBoundary boundary, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MostBytes);
        var length = 0;
        try
        {
            var stream = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            int read;
            while (length < MostBytes
                && (read = await stream.ReadAsync(buffer.AsMemory(length, MostBytes - length), cancellationToken).ConfigureAwait(false)) > 0)
            {
                length += read;
            }
        }
#pragma warning disable CA1031 // whatever ends the body, the failure is the status
        catch (Exception) when (!boundary.IsAttemptEnded)
#pragma warning restore CA1031
        {
        }

        return Take(buffer, length, content);
    }

    /// <inheritdoc cref="ReadAsync"/>
    public static string Read(HttpContent content, ProviderBoundary boundary, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MostBytes);
        var length = 0;
        try
        {
            var stream = content.ReadAsStream(cancellationToken);
            int read;
            while (length < MostBytes && (read = stream.Read(buffer, length, MostBytes - length)) > 0)
            {
                length += read;
            }
        }
#pragma warning disable CA1031 // whatever ends the body, the failure is the status
        catch (Exception) when (!boundary.IsAttemptEnded)
#pragma warning restore CA1031
        {
        }

        return Take(buffer, length, content);
    }

    /// <summary>Decodes and gives the buffer back; after an exception it is simply dropped. A body nobody decompressed says nothing.</summary>
    private static string Take(byte[] buffer, int length, HttpContent content)
    {
        var text = content.Headers.ContentEncoding.Count == 0 ? Encoding.UTF8.GetString(buffer, 0, length) : "";
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }
}
