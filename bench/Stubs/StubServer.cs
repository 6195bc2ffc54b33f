using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RunBroker.Bench;

internal readonly record struct StubRequest(string Method, string Path, string Body);

/// <param name="Json">Or what <see cref="Type"/> says. Null: no body.</param>
internal readonly record struct StubAnswer(int Status, string? Json)
{
    public string Type { get; init; } = "application/json";
}

/// <summary>A small HTTP/1.1 server for what the broker asks of others: a thread for each of its few connections.</summary>
internal sealed class StubServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Func<StubRequest, StubAnswer> answer;
    private volatile bool disposed;

    /// <param name="answer">Called by many threads at once.</param>
    /// <param name="port">0: a free one.</param>
    public StubServer(Func<StubRequest, StubAnswer> answer, int port = 0)
    {
        this.answer = answer;
        if (port != 0)
            listener = new(IPAddress.Loopback, port);
        listener.Start(512);
        Origin = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        Begin(Accept);
    }

    public string Origin { get; }

    public void Dispose()
    {
        disposed = true;
        listener.Dispose();
    }

    private static void Begin(Action work) => new Thread(() => work(), maxStackSize: 256 * 1024) { IsBackground = true }.Start();

    private void Accept()
    {
        while (!disposed)
        {
            try
            {
                var socket = listener.AcceptSocket();
                socket.NoDelay = true;
                Begin(() => Serve(socket));
            }
            catch (SocketException) when (disposed)
            {
                return;
            }
        }
    }

    private void Serve(Socket socket)
    {
        using (socket)
        {
            var buffer = new MessageBuffer();
            try
            {
                while (!disposed)
                {
                    buffer.Clear();
                    Send(socket, answer(Read(buffer, socket)));
                }
            }
            // The broker closes when it likes.
            catch (Exception e) when (e is SocketException or EndOfStreamException)
            {
            }
        }
    }

    private static StubRequest Read(MessageBuffer buffer, Socket socket)
    {
        var head = buffer.Head(socket).Span;
        var line = head[..(head.IndexOf("\r\n"u8) is var end and >= 0 ? end : head.Length)];
        var words = Encoding.Latin1.GetString(line).Split(' ');
        var length = 0;
        foreach (var header in head.Split("\r\n"u8))
        {
            var text = head[header];
            if (text.Length > 15 && Ascii.EqualsIgnoreCase(text[..15], "content-length:"u8))
                _ = Utf8Parser.TryParse(text[15..].Trim((byte)' '), out length, out _);
        }

        var body = length == 0 ? "" : Encoding.UTF8.GetString(buffer.Take(socket, length).Span);
        return new(words[0], words[1], body);
    }

    private static void Send(Socket socket, StubAnswer given)
    {
        var json = given.Json ?? "";
        var text = $"HTTP/1.1 {given.Status} Stub\r\nContent-Type: {given.Type}\r\nCache-Control: no-store\r\n"
            + $"Content-Length: {Encoding.UTF8.GetByteCount(json)}\r\n\r\n{json}";
        ReadOnlySpan<byte> bytes = Encoding.UTF8.GetBytes(text);
        while (!bytes.IsEmpty)
            bytes = bytes[socket.Send(bytes)..];
    }
}
