using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace RunBroker.Tests.Processes;

/// <summary>
/// A TCP port of 127.0.0.1 on which nothing listens. Taken from below the range that the kernel gives to outgoing connections
/// (32768 and up), so that none of those takes it before the process it is meant for does, nor while that one is restarted.
/// </summary>
public static class FreePort
{
    private static readonly HashSet<int> Given = [];

    public static int Take()
    {
        lock (Given)
        {
            for (var tries = 0; tries < 200; tries++)
            {
                var port = RandomNumberGenerator.GetInt32(20_000, 32_000);
                if (!Given.Contains(port) && IsFree(port) && Given.Add(port))
                    return port;
            }
        }

        throw new InvalidOperationException("no free port between 20000 and 32000 on 127.0.0.1");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
