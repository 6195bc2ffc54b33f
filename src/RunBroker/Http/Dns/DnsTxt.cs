using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace RunBroker.Http.Dns;

/// <summary>
/// Looks up TXT records, for the proof that a tenant owns a domain. Asks a recursive resolver the operator trusts; the answer
/// is believed without DNSSEC, so against forgers stand the random id, the random port, a connected socket, and the question
/// that must come back.
/// </summary>
/// <param name="servers">Asked in turn (<see cref="DnsServers"/>).</param>
/// <param name="time">The clock of the time-outs.</param>
/// <param name="tryTimeout">Per try; null: two seconds.</param>
public sealed class DnsTxt(ImmutableArray<IPEndPoint> servers, TimeProvider time, TimeSpan? tryTimeout = null)
{
    private const int TriesPerServer = 2;
    // A datagram may be this long; TXT without EDNS stops at 512, the rest of the room is for servers that do not.
    private const int MaxDatagram = 4096;
    private const int MaxForeignDatagrams = 64;
    private readonly TimeSpan _tryTimeout = tryTimeout ?? TimeSpan.FromSeconds(2);

    /// <summary>Throws only when <paramref name="stop"/> is cancelled.</summary>
    public async Task<DnsTxtResult> Find(string name, CancellationToken stop)
    {
        if (DnsMessage.Normal(name) is not { } normal)
            return new DnsTxtResult.Failed(DnsTxtReason.BadName);

        var last = DnsTxtReason.NoServer;
        for (var round = 0; round < TriesPerServer; round++)
        {
            foreach (var server in servers)
            {
                var result = await Try(server, normal, stop);
                if (result is not DnsTxtResult.Failed failed)
                    return result;
                last = failed.Reason;
            }
        }

        return new DnsTxtResult.Failed(last);
    }

    private async Task<DnsTxtResult> Try(IPEndPoint server, string name, CancellationToken stop)
    {
        using var clock = new CancellationTokenSource(_tryTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, clock.Token);
        try
        {
            var reading = await AskUdp(server, name, either.Token);
            if (reading is DnsReading.Truncated)
                reading = await AskTcp(server, name, either.Token);
            return reading switch
            {
                DnsReading.Texts { All.IsEmpty: true } => new DnsTxtResult.NotFound(),
                DnsReading.Texts texts => new DnsTxtResult.Found(texts.All),
                DnsReading.ServerFailed => new DnsTxtResult.Failed(DnsTxtReason.ServerFailed),
                _ => new DnsTxtResult.Failed(DnsTxtReason.Malformed),
            };
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            stop.ThrowIfCancellationRequested();
            return new DnsTxtResult.Failed(DnsTxtReason.Unreachable);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return new DnsTxtResult.Failed(DnsTxtReason.TimedOut);
        }
    }

    private static async Task<DnsReading> AskUdp(IPEndPoint server, string name, CancellationToken stop)
    {
        var id = RandomId();
        // Connected: the kernel drops datagrams of any other sender. The local port is the system's random choice.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, stop);
        await socket.SendAsync(DnsMessage.Question(id, name), stop);

        var datagram = new byte[MaxDatagram];
        for (var i = 0; i < MaxForeignDatagrams; i++)
        {
            var length = await socket.ReceiveAsync(datagram, stop);
            var reading = DnsMessage.Read(datagram.AsSpan(0, length), id, name);
            if (reading is not DnsReading.NotOurs)
                return reading;
        }

        return new DnsReading.NotOurs();
    }

    // RFC 7766: the same message with a length of two octets before it, so at most 64 KB.
    private static async Task<DnsReading> AskTcp(IPEndPoint server, string name, CancellationToken stop)
    {
        var id = RandomId();
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, stop);
        await using var stream = new NetworkStream(socket);

        var question = DnsMessage.Question(id, name);
        byte[] framed = [(byte)(question.Length >> 8), (byte)question.Length, .. question];
        await stream.WriteAsync(framed, stop);

        var length = new byte[2];
        await stream.ReadExactlyAsync(length, stop);
        var answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, stop);
        return DnsMessage.Read(answer, id, name);
    }

    private static ushort RandomId() => (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
}
