using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PersonaBatch.Wire.Tests.Support;

/// <summary>Gives every request on the loopback the same bytes for an answer.</summary>
internal sealed class CannedServer : IAsyncDisposable
{
    /// <summary>Stands for no bytes at all: the connection is reset.</summary>
    public const string Reset = "";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _answer;
    private readonly Task _loop;

    private int _calls;

    public CannedServer(string answer)
    {
        _answer = answer;
        _listener.Start();
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _loop = AcceptAsync();
    }

    public Uri Address { get; }

    public int Calls => Volatile.Read(ref _calls);

    /// <summary>Words an answer.</summary>
    public static string Answer(int status, string body, params IEnumerable<string> headers) => string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{string.Concat(headers.Select(static header => header + "\r\n"))}\r\n{body}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        _stop.Dispose();
    }

    private static async Task ReadRequestAsync(Socket socket)
    {
        var buffer = new byte[64 * 1024];
        var text = "";
        while (!IsWhole(text) && await socket.ReceiveAsync(buffer) is > 0 and var read)
        {
            text += Encoding.Latin1.GetString(buffer, 0, read);
        }
    }

    private static bool IsWhole(string request)
    {
        var head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (head < 0)
        {
            return false;
        }

        const string Length = "content-length: ";
        var length = request.IndexOf(Length, StringComparison.OrdinalIgnoreCase);
        return length < 0 || length > head
            ? request.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : request.Length - head - 4 >= int.Parse(request[(length + Length.Length)..request.IndexOf('\r', length)], CultureInfo.InvariantCulture);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var socket = await _listener.AcceptSocketAsync(_stop.Token);
                await ReadRequestAsync(socket);
                Interlocked.Increment(ref _calls);
                if (_answer.Length == 0)
                {
                    socket.LingerState = new LingerOption(enable: true, 0);
                    continue;
                }

                await socket.SendAsync(Encoding.UTF8.GetBytes(_answer));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }
}
