using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RunBroker.Tests.Http;

/// <summary>A server on loopback that says exactly the octets it is told to, so it can also be rude.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;

    /// <param name="answer">Gets the head of the request, and the body as far as Content-Length says; the connection closes after it.</param>
    public RawServer(Func<string, NetworkStream, CancellationToken, Task> answer)
    {
        _listener.Start();
        _loop = Accept(answer);
    }

    public RawServer(string answer)
        : this((_, stream, stop) => stream.WriteAsync(Encoding.Latin1.GetBytes(answer), stop).AsTask())
    {
    }

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    public string Url => $"http://127.0.0.1:{Address.Port}/";

    public ConcurrentQueue<string> Requests { get; } = new();

    public static string Ok(string body, string type = "application/json", string headers = "") =>
        $"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: {body.Length}\r\n{headers}Connection: close\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        _stop.Dispose();
    }

    private async Task Accept(Func<string, NetworkStream, CancellationToken, Task> answer)
    {
        var running = new List<Task>();
        try
        {
            while (true)
                running.Add(Serve(await _listener.AcceptTcpClientAsync(_stop.Token), answer));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task Serve(TcpClient client, Func<string, NetworkStream, CancellationToken, Task> answer)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await ReadRequest(stream);
                Requests.Enqueue(request);
                await answer(request, stream, _stop.Token);
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The other side hung up: what a hostile answer is meant to bring about.
            }
        }
    }

    private async Task<string> ReadRequest(NetworkStream stream)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(text.ToString()))
        {
            var read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
                break;
            text.Append(Encoding.Latin1.GetString(buffer, 0, read));
        }

        return text.ToString();
    }

    private static bool IsWhole(string request)
    {
        var end = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
            return false;
        var length = request.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        return length is null || request.Length - end - 4 >= int.Parse(length["Content-Length: ".Length..]);
    }
}
