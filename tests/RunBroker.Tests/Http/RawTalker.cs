using System.Net;
using System.Net.Sockets;
using System.Text;

namespace RunBroker.Tests.Http;

/// <summary>Speaks first and reads nothing: what a TLS client meets at a port of another protocol.</summary>
internal sealed class RawTalker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _loop;

    public RawTalker(string says)
    {
        _listener.Start();
        _loop = Talk(Encoding.ASCII.GetBytes(says));
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _loop;
    }

    private async Task Talk(byte[] says)
    {
        try
        {
            while (true)
                await Talk(await _listener.AcceptTcpClientAsync(), says);
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private static async Task Talk(TcpClient client, byte[] says)
    {
        using (client)
        {
            try
            {
                await client.GetStream().WriteAsync(says);
                client.Client.Shutdown(SocketShutdown.Send);
                await client.GetStream().CopyToAsync(Stream.Null);
            }
            catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
            {
                // Hung up on.
            }
        }
    }
}
