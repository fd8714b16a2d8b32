using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PersonaBatch.Testing;

namespace PersonaBatch.Samples.Personas;

/// <summary>A provider that costs nothing: every wire on 127.0.0.1, with limits that refuse, latency and faults.</summary>
internal static class SimulatedModel
{
    private static readonly TimeSpan HintedWait = TimeSpan.FromMilliseconds(100);

    /// <summary>Starts it.</summary>
    /// <param name="arguments">How it behaves.</param>
    /// <param name="log">Notes every call.</param>
    /// <returns>The server, within this process.</returns>
    public static async Task<SimulatedServer> StartAsync(SampleArguments arguments, CallLog log)
    {
        var options = new SimulatedServerOptions
        {
            RequestsPerMinute = arguments.RequestsPerMinute,
            TokensPerMinute = arguments.TokensPerMinute,
            Burst = TimeSpan.FromSeconds(1),
            Latency = arguments.Latency,
            LatencySpread = 0.4,
            Seed = 25,
            ErrorRate = arguments.ErrorRate * 0.7,
            MalformedRate = arguments.ErrorRate * 0.2,
            ResetRate = arguments.ErrorRate * 0.1,
            PromptKey = messages =>
            {
                var key = KeyOf(TextOf(messages));
                log.Write(key);
                return key;
            },
        };
        var server = await SimulatedServer.StartAsync(options, Answer);

        // No header announced these: as if somebody else used the same quota.
        server.FailWhen(request => request.Call == 1 && ShareOf(request.Key) < arguments.ErrorRate / 2, SimulatedFault.RateLimit(HintedWait));
        return server;
    }

    /// <summary>Answers in the model's place: the JSON of a persona that the brief's own words make.</summary>
    /// <param name="request">The call.</param>
    /// <returns>The answer.</returns>
    public static SimulatedAnswer Answer(SimulatedRequest request)
    {
        var persona = PersonaWriter.Answer(TextOf(request.Messages));
        return new SimulatedAnswer(JsonSerializer.Serialize(persona, PersonaJson.Readable.Persona));
    }

    /// <summary>Reads the brief; after a bad answer, words about that answer follow it.</summary>
    /// <param name="messages">The prompt.</param>
    /// <returns>The brief's text.</returns>
    public static string TextOf(IEnumerable<SimulatedMessage> messages) =>
        PersonaPrompt.TextOf(messages.First(static message => message.Role is "user").Content);

    /// <summary>Names a brief by its text alone, so that asking again is seen as the same prompt.</summary>
    private static string KeyOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    /// <summary>Spreads keys evenly from 0 to 1.</summary>
    private static double ShareOf(string key) => Convert.ToUInt16(key[^4..], 16) / (ushort.MaxValue + 1.0);
}
