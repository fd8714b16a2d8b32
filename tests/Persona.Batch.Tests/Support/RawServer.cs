using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PersonaBatch.Tests.Support;

/// <summary>Answers each connection on the loopback with the bytes the test says, down to cutting the wire.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<Socket, Task> _answer;
    private readonly Task _loop;

    private int _calls;

    public RawServer(Func<Socket, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        Uri = new Uri($"http://{_listener.LocalEndpoint}/");
        _loop = AcceptAsync();
    }

    public Uri Uri { get; }

    public int Calls => Volatile.Read(ref _calls);

    public static Task SendAsync(Socket socket, string text) => socket.SendAsync(Encoding.ASCII.GetBytes(text));

    public static void Reset(Socket socket)
    {
        socket.LingerState = new LingerOption(enable: true, 0);
        socket.Close();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        _stop.Dispose();
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
                await _answer(socket);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private static async Task ReadRequestAsync(Socket socket)
    {
        var buffer = new byte[4096];
        var text = "";
        int read;
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal) && (read = await socket.ReceiveAsync(buffer)) > 0)
        {
            text += Encoding.ASCII.GetString(buffer, 0, read);
        }
    }
}
