using System.Net.Sockets;

namespace RunBroker.Bench;

/// <summary>What has come over a socket and is not read yet.</summary>
internal sealed class MessageBuffer
{
    private byte[] bytes = new byte[8 * 1024];
    private int begin;
    private int end;

    public ReadOnlyMemory<byte> Rest => bytes.AsMemory(begin, end - begin);

    public void Clear() => begin = end = 0;

    public void Skip(int count) => begin += count;

    /// <summary>Waits for more. What was given out as <see cref="Rest"/> stays as it is: a full buffer is replaced, not moved.</summary>
    public void Receive(Socket socket)
    {
        if (end == bytes.Length)
        {
            var larger = new byte[Math.Max(bytes.Length, 2 * (end - begin))];
            bytes.AsSpan(begin, end - begin).CopyTo(larger);
            (bytes, end, begin) = (larger, end - begin, 0);
        }

        var count = socket.Receive(bytes.AsSpan(end));
        if (count == 0)
            throw new EndOfStreamException("the connection was closed");
        end += count;
    }

    /// <summary>The part up to the end of the headers, without it; waits until it is there.</summary>
    public ReadOnlyMemory<byte> Head(Socket socket)
    {
        for (var looked = 0; ;)
        {
            var at = Rest.Span[looked..].IndexOf("\r\n\r\n"u8);
            if (at >= 0)
            {
                var head = Rest[..(looked + at)];
                Skip(head.Length + 4);
                return head;
            }

            looked = Math.Max(0, Rest.Length - 3);
            Receive(socket);
        }
    }

    public ReadOnlyMemory<byte> Take(Socket socket, int count)
    {
        while (Rest.Length < count)
            Receive(socket);
        var taken = Rest[..count];
        Skip(count);
        return taken;
    }

    public ReadOnlyMemory<byte> Line(Socket socket)
    {
        int at;
        while ((at = Rest.Span.IndexOf("\r\n"u8)) < 0)
            Receive(socket);
        var line = Rest[..at];
        Skip(at + 2);
        return line;
    }
}
