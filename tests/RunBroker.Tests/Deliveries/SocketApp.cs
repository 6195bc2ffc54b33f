using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using RunBroker.TestIdps;
using RunBroker.Tests.Http;

namespace RunBroker.Tests.Deliveries;

/// <summary>A logout token as it came to an app's socket.</summary>
/// <param name="At">Of <see cref="Stopwatch"/>, when the whole request was there.</param>
internal sealed record Heard(long At, JsonObject Claims)
{
    public string Jti => (string)Claims["jti"]!;
}

/// <summary>An app as seen from its socket: it notes when it is told, and answers whatever octets it is given.</summary>
internal sealed class SocketApp : IAsyncDisposable
{
    public const string Hang = "";

    private readonly Channel<Heard> arrivals = Channel.CreateUnbounded<Heard>();
    private readonly ConcurrentQueue<Heard> heard = new();
    private readonly RawServer server;
    private bool gone;

    public SocketApp() => server = new(Serve);

    /// <summary>Once the app is registered.</summary>
    public string ClientId { get; set; } = "";
    public string Answer { get; set; } = Status(200);
    /// <summary>It answers nothing before this is over.</summary>
    public Task Until { get; set; } = Task.CompletedTask;
    /// <summary>Called when it is told something.</summary>
    public Action? Told { get; set; }
    public string Origin => $"http://127.0.0.1:{server.Address.Port}";
    public string LogoutUri { get => field ?? Origin + "/logout"; set; }
    public ImmutableArray<Heard> Heard => [.. heard];

    public static string Status(int status, string headers = "", string body = "") =>
        $"HTTP/1.1 {status} X\r\n{headers}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";

    /// <summary>The next time that it is told something, waited for.</summary>
    public Task<Heard> Next() => arrivals.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    /// <summary>From now on nothing listens there. Twice does no harm.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!gone)
            await server.DisposeAsync();
        gone = true;
    }

    private async Task Serve(string request, System.Net.Sockets.NetworkStream stream, CancellationToken stop)
    {
        var at = Stopwatch.GetTimestamp();
        var body = request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        var now = new Heard(at, TestJws.Claims(Fields.Parse(body)["logout_token"]!));
        heard.Enqueue(now);
        arrivals.Writer.TryWrite(now);
        Told?.Invoke();
        await Until.WaitAsync(stop);
        if (Answer is Hang)
            await Task.Delay(Timeout.Infinite, stop);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(Answer), stop);
    }
}
