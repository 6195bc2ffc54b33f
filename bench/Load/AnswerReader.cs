using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace RunBroker.Bench;

/// <summary>Reads an answer: its status, the few headers that a browser or an app acts on, its body by length or in chunks.</summary>
internal static class AnswerReader
{
    public static (HttpAnswer Answer, bool Closes) Read(MessageBuffer buffer, Socket socket)
    {
        var head = new Head(buffer.Head(socket).Span);
        var body = head switch
        {
            { Status: 204 or 304 } => default,
            { Chunked: true } => Chunks(buffer, socket),
            { Length: { } length } => buffer.Take(socket, length),
            _ => throw new BenchFault("an answer has neither a length nor chunks"),
        };
        return (new(head.Status, head.Location, head.ETag, head.RetryAfter, head.Cookies, body), head.Closes);
    }

    private static ReadOnlyMemory<byte> Chunks(MessageBuffer buffer, Socket socket)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var line = buffer.Line(socket).Span;
            if (!Utf8Parser.TryParse(line, out int length, out _, 'x'))
                throw new BenchFault("a chunk has no length");
            if (length == 0)
                break;
            body.Write(buffer.Take(socket, length).Span);
            buffer.Line(socket);
        }

        // No trailers are sent here: the line after the last chunk is empty.
        if (!buffer.Line(socket).IsEmpty)
            throw new BenchFault("an answer has trailers");
        return body.ToArray();
    }

    private ref struct Head
    {
        private List<string>? cookies;

        public Head(ReadOnlySpan<byte> text)
        {
            if (!Utf8Parser.TryParse(text[9..], out int status, out _))
                throw new BenchFault("an answer has no status");
            Status = status;
            foreach (var line in text.Split("\r\n"u8))
                Take(text[line]);
        }

        public int Status { get; }
        public int? Length { get; private set; }
        public bool Chunked { get; private set; }
        public bool Closes { get; private set; }
        public string? Location { get; private set; }
        public string? ETag { get; private set; }
        public string? RetryAfter { get; private set; }
        public readonly IReadOnlyList<string> Cookies => cookies ?? (IReadOnlyList<string>)[];

        private void Take(ReadOnlySpan<byte> line)
        {
            var colon = line.IndexOf((byte)':');
            if (colon < 0)
                return;
            var name = line[..colon];
            var value = line[(colon + 1)..].Trim((byte)' ');
            if (Is(name, "content-length"u8))
                Length = Utf8Parser.TryParse(value, out int length, out _) ? length : null;
            else if (Is(name, "transfer-encoding"u8))
                Chunked = Is(value, "chunked"u8);
            else if (Is(name, "connection"u8))
                Closes = Is(value, "close"u8);
            else if (Is(name, "location"u8))
                Location = Encoding.Latin1.GetString(value);
            else if (Is(name, "etag"u8))
                ETag = Encoding.Latin1.GetString(value);
            else if (Is(name, "retry-after"u8))
                RetryAfter = Encoding.Latin1.GetString(value);
            else if (Is(name, "set-cookie"u8))
                (cookies ??= []).Add(Encoding.Latin1.GetString(value));
        }

        private static bool Is(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower) => Ascii.EqualsIgnoreCase(text, lower);
    }
}
