using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RunBroker.Bench;

/// <summary>
/// One keep-alive HTTP/1.1 connection over a blocking socket: one call to send, mostly one to receive, and nothing else, so that the load
/// costs less than what it measures. To loopback only. One caller at a time.
/// </summary>
internal sealed class HttpConnection(int port) : IDisposable
{
    private const int Patience = 30_000;

    private readonly string host = $"127.0.0.1:{port}";
    private readonly MessageBuffer buffer = new();
    private byte[] request = new byte[4 * 1024];
    private Socket? socket;

    public string Origin { get; } = $"http://127.0.0.1:{port}";

    public void Dispose() => socket?.Dispose();

    /// <param name="path">With its query.</param>
    /// <param name="headers">Whole lines, each with its end; may be empty.</param>
    public HttpAnswer Get(string path, string headers = "") => Send($"GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n");

    public HttpAnswer Post(string path, string headers, string form) => Send(
        $"POST {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {form.Length}\r\n\r\n{form}");

    public HttpAnswer Json(string method, string path, string headers, string json) => Send(
        $"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Type: application/json\r\nContent-Length: {json.Length}\r\n\r\n{json}");

    private HttpAnswer Send(string text)
    {
        if (request.Length < text.Length)
            request = new byte[text.Length];
        var length = Encoding.Latin1.GetBytes(text, request);
        var reused = socket is not null;
        try
        {
            return Exchange(request.AsSpan(0, length));
        }
        // The server may close an idle connection at any time; of one that was just opened it is a fault.
        catch (Exception e) when (reused && e is SocketException or EndOfStreamException)
        {
            Close();
            return Exchange(request.AsSpan(0, length));
        }
    }

    private HttpAnswer Exchange(ReadOnlySpan<byte> bytes)
    {
        socket ??= Open();
        buffer.Clear();
        for (var sent = 0; sent < bytes.Length;)
            sent += socket.Send(bytes[sent..]);
        var (answer, closes) = AnswerReader.Read(buffer, socket);
        if (closes)
            Close();
        return answer;
    }

    private Socket Open()
    {
        var made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
        {
            NoDelay = true,
            ReceiveTimeout = Patience,
            SendTimeout = Patience,
        };
        made.Connect(IPAddress.Loopback, port);
        return made;
    }

    private void Close()
    {
        socket?.Dispose();
        socket = null;
    }
}
