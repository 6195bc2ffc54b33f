using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace RunBroker.Tests.Http;

/// <summary>A name server on loopback that sends exactly the packets it is told to.</summary>
internal sealed class DnsResponder : IAsyncDisposable
{
    private readonly TcpListener _tcp = new(IPAddress.Loopback, 0);
    private readonly UdpClient _udp;
    private readonly Task _loops;

    /// <param name="byUdp">Packets sent back for a question.</param>
    /// <param name="byTcp">The one answer by TCP; null hangs up.</param>
    public DnsResponder(Func<byte[], byte[][]> byUdp, Func<byte[], byte[]?>? byTcp = null)
    {
        _tcp.Start();
        _udp = new((IPEndPoint)_tcp.LocalEndpoint);
        _loops = Task.WhenAll(Udp(byUdp), Tcp(byTcp ?? (_ => null)));
    }

    public IPEndPoint Address => (IPEndPoint)_tcp.LocalEndpoint;

    public ConcurrentQueue<byte[]> Questions { get; } = new();

    public async ValueTask DisposeAsync()
    {
        _udp.Dispose();
        _tcp.Dispose();
        await _loops;
    }

    private async Task Udp(Func<byte[], byte[][]> answer)
    {
        try
        {
            while (true)
            {
                var asked = await _udp.ReceiveAsync();
                Questions.Enqueue(asked.Buffer);
                foreach (var packet in answer(asked.Buffer))
                    await _udp.SendAsync(packet, asked.RemoteEndPoint);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task Tcp(Func<byte[], byte[]?> answer)
    {
        try
        {
            while (true)
            {
                using var client = await _tcp.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var head = new byte[2];
                await stream.ReadExactlyAsync(head);
                var question = new byte[(head[0] << 8) | head[1]];
                await stream.ReadExactlyAsync(question);
                if (answer(question) is { } packet)
                    await stream.WriteAsync((byte[])[(byte)(packet.Length >> 8), (byte)packet.Length, .. packet]);
            }
        }
        catch (Exception e) when (e is SocketException or IOException or InvalidOperationException)
        {
            // Stopped, or hung up on.
        }
    }
}
