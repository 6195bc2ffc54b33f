using System.Text;

namespace RunBroker.Http.Dns;

/// <summary>A name in an answer, with its compression pointers (RFC 1035 section 4.1.4).</summary>
internal static class DnsName
{
    private const int MaxLength = 255;

    /// <summary>
    /// The name in lower case and where reading goes on after it; null if malformed. Every pointer must point before the place
    /// it was reached from, so the reading ends: loops of pointers are the oldest attack on DNS parsers.
    /// </summary>
    public static (string Name, int Next)? Read(ReadOnlySpan<byte> message, int start)
    {
        var name = new StringBuilder();
        var (at, segment, next) = (start, start, -1);
        while (at < message.Length)
        {
            var length = message[at];
            if (length == 0)
                return (name.ToString(), next < 0 ? at + 1 : next);
            if ((length & 0xC0) == 0xC0)
            {
                if (at + 1 >= message.Length)
                    return null;
                var target = ((length & 0x3F) << 8) | message[at + 1];
                if (target >= segment)
                    return null;
                next = next < 0 ? at + 2 : next;
                (at, segment) = (target, target);
                continue;
            }

            if (length > 63 || at + 1 + length > message.Length || name.Length + length + 1 > MaxLength)
                return null;
            if (!Append(name, message.Slice(at + 1, length)))
                return null;
            at += 1 + length;
        }

        return null;
    }

    // A dot inside a label would make two different names equal as text.
    private static bool Append(StringBuilder name, ReadOnlySpan<byte> label)
    {
        if (label.IndexOfAnyExceptInRange((byte)'!', (byte)'~') >= 0 || label.Contains((byte)'.'))
            return false;
        if (name.Length > 0)
            name.Append('.');
        name.Append(Encoding.ASCII.GetString(label).ToLowerInvariant());
        return true;
    }
}
