using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace RunBroker.Http.Outbound;

/// <summary>
/// Name look-up and connecting, the seam to the network. One place resolves, checks and connects (O-160): the address that was
/// checked is the address connected to, so a name that resolves differently a moment later gains nothing.
/// </summary>
internal sealed record OutboundNetwork(
    Func<string, CancellationToken, Task<IPAddress[]>> Resolve, Func<IPEndPoint, CancellationToken, Task<Stream>> Connect)
{
    private const int MaxAttempts = 4;
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(3);

    public static OutboundNetwork System { get; } = new(global::System.Net.Dns.GetHostAddressesAsync, ConnectSocket);

    public static OutboundNetwork With(Func<string, CancellationToken, Task<IPAddress[]>> resolve) => System with { Resolve = resolve };

    public async ValueTask<Stream> Open(DnsEndPoint host, bool plainHttp, OutboundRules rules, CancellationToken stop)
    {
        var addresses = await Addresses(host.Host, stop);
        if (addresses.Length == 0)
            throw new OutboundStopException(OutboundReason.DnsFailed);
        // Every address, not only the first: an answer that mixes a public and an inner address is an attack or a mistake.
        foreach (var address in addresses)
        {
            if (rules.Refuses(address, host.Port, plainHttp) is { } reason)
                throw new OutboundStopException(reason);
        }

        foreach (var address in addresses.Take(MaxAttempts))
        {
            if (await TryConnect(new(address, host.Port), stop) is { } stream)
                return stream;
        }

        throw new OutboundStopException(OutboundReason.ConnectFailed);
    }

    private async Task<ImmutableArray<IPAddress>> Addresses(string host, CancellationToken stop)
    {
        if (IPAddress.TryParse(host, out var literal))
            return [literal];
        // RFC6761-6.3: these names are loopback by definition, and no name server is asked what they are.
        if (OutboundUrl.IsLocalhost(host.ToLowerInvariant().TrimEnd('.')))
            return [IPAddress.Loopback, IPAddress.IPv6Loopback];
        try
        {
            return [.. await Resolve(host, stop)];
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return [];
        }
    }

    // A dead first address must not eat the time of the living second one.
    private async Task<Stream?> TryConnect(IPEndPoint address, CancellationToken stop)
    {
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(stop);
        attempt.CancelAfter(AttemptTimeout);
        try
        {
            return await Connect(address, attempt.Token);
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            return null;
        }
    }

    private static async Task<Stream> ConnectSocket(IPEndPoint address, CancellationToken stop)
    {
#pragma warning disable CA2000 // the returned stream owns it
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
#pragma warning restore CA2000
        try
        {
            await socket.ConnectAsync(address, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>Carries a reason out of the connect callback, which can only throw; never leaves <see cref="Outbound"/>.</summary>
#pragma warning disable CA1032, CA1064 // made in one place, caught in one place
internal sealed class OutboundStopException(OutboundReason reason) : IOException(reason.ToString())
#pragma warning restore CA1032, CA1064
{
    public OutboundReason Reason { get; } = reason;
}
