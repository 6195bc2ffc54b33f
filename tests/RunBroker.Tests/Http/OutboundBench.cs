using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RunBroker.Http.Outbound;

namespace RunBroker.Tests.Http;

/// <summary>An <see cref="Outbound"/> with names and a clock that tests set. Public addresses lead to a server of the test.</summary>
internal sealed class OutboundBench : IDisposable
{
    public const string PublicName = "idp.example.com";
    public static readonly IPAddress PublicAddress = IPAddress.Parse("93.184.216.34");
    private readonly List<Outbound> _made = [];

    public Func<string, IPAddress[]> Names { get; set; } = _ => [PublicAddress];

    /// <summary>Where connections really go; null: where they are meant to go.</summary>
    public IPEndPoint? Detour { get; set; }

    public ConcurrentQueue<IPEndPoint> Connected { get; } = new();

    public SetClock Clock { get; } = new();

    public ListLog Log { get; } = new();

    public static OutboundRules Local { get; } = new(true, false, [443, 8443]);

    /// <summary>Development without the private network: plain http, so that tests need no certificate.</summary>
    public static OutboundRules PublicOnly { get; } = new(false, true, [80, 443, 8443]);

    public Outbound Make(OutboundRules rules)
    {
        var network = OutboundNetwork.With((name, _) => Task.FromResult(Names(name))) with { Connect = Connect };
        var outbound = new Outbound(rules, Clock, Log, network);
        _made.Add(outbound);
        return outbound;
    }

    public static OutboundRequest Get(string url, OutboundPurpose purpose = OutboundPurpose.Discovery) => new(purpose, "ten_a", HttpMethod.Get, url);

    public void Dispose() => _made.ForEach(o => o.Dispose());

    private async Task<Stream> Connect(IPEndPoint address, CancellationToken stop)
    {
        Connected.Enqueue(address);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(Detour ?? address, stop);
        return new NetworkStream(socket, ownsSocket: true);
    }
}

/// <summary>Tells the time a test sets; timers run as usual.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 20, 14, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

internal sealed class ListLog : ILogger<Outbound>
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Lines.Enqueue(formatter(state, exception) + exception);
}
