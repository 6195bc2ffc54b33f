using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>
/// A load balancer without memory: each new connection goes to the next broker in turn. The browsers here open one per request,
/// so every leg of a sign-in meets another broker than the leg before.
/// </summary>
internal sealed class Alternator : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly ImmutableArray<Uri> brokers;
    private readonly CancellationTokenSource stop = new();
    private readonly Task accepting;
    private readonly int[] served;

    public Alternator(Uri address, params ImmutableArray<Uri> brokers)
    {
        (this.brokers, served) = (brokers, new int[brokers.Length]);
        listener = new TcpListener(IPAddress.Loopback, address.Port);
        listener.Start();
        accepting = Accept();
    }

    /// <summary>Connections by broker.</summary>
    public IReadOnlyList<int> Served => served;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await accepting;
        stop.Dispose();
    }

    private async Task Accept()
    {
        for (var turn = 0; !stop.IsCancellationRequested; turn = (turn + 1) % brokers.Length)
        {
            try
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                served[turn]++;
                _ = Join(client, brokers[turn]);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private async Task Join(TcpClient client, Uri broker)
    {
        using (client)
        using (var there = new TcpClient())
        {
            try
            {
                await there.ConnectAsync(IPAddress.Loopback, broker.Port, stop.Token);
                // the first side to close ends both: enough for HTTP, where the server closes or the client has its answer
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(there.GetStream(), stop.Token),
                    there.GetStream().CopyToAsync(client.GetStream(), stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // a broken connection is what the browser sees then, as with a real balancer
            }
        }
    }
}
