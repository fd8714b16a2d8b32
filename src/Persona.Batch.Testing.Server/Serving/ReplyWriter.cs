using Microsoft.AspNetCore.Http;

namespace PersonaBatch.Testing;

/// <summary>Puts replies on the connection.</summary>
internal static class ReplyWriter
{
    /// <summary>Sends a whole reply.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="reply">What.</param>
    /// <param name="ending">Called before the last bytes go out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task SendAsync(HttpResponse response, WireReply reply, Action ending, CancellationToken cancellationToken)
    {
        Start(response, reply);
        for (var index = 0; index < reply.Parts.Count; index++)
        {
            if (index == reply.Parts.Count - 1)
            {
                ending();
            }

            // Flushed with each write.
            await response.BodyWriter.WriteAsync(reply.Parts[index], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends the first half of a reply, as if the rest followed.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="reply">What.</param>
    /// <param name="ending">Called before the first bytes go out.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async Task SendHalfAsync(HttpResponse response, WireReply reply, Action ending, CancellationToken cancellationToken)
    {
        Start(response, reply);
        ending();
        foreach (var part in ReplyShape.FirstHalf(reply).Parts)
        {
            await response.BodyWriter.WriteAsync(part, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Start(HttpResponse response, WireReply reply)
    {
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        if (!reply.InPieces)
        {
            response.ContentLength = reply.Parts[0].Length;
        }
    }
}
