using System.Buffers;

using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Reads the body of a call.</summary>
internal static class RequestBody
{
    private const int MostBytes = 10 * 1024 * 1024;

    /// <summary>Reads all of it; <see langword="null"/> when it is above 10 MB. Read to its end even then, so that the caller gets to see its answer.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var tooLong = false;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken).ConfigureAwait(false);
            tooLong |= buffer.WrittenCount + read.Buffer.Length > MostBytes;
            foreach (var segment in tooLong ? default : read.Buffer)
            {
                buffer.Write(segment.Span);
            }

            request.BodyReader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted && tooLong)
            {
                return null;
            }

            if (read.IsCompleted)
            {
                return buffer.WrittenMemory;
            }
        }
    }
}
