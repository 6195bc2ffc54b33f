using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace RunBroker.Http.Dns;

/// <summary>A TXT question and its answer in octets (RFC 1035). Every byte of an answer is a stranger's: all reads are bounded.</summary>
internal static class DnsMessage
{
    private const int HeaderLength = 12;
    private const ushort Txt = 16;
    private const ushort Cname = 5;
    private const ushort Internet = 1;
    private const int MaxRecords = 512;
    private const int MaxAliases = 8;

    /// <summary>Null if this is no name to ask for. IDNA names are asked by their A-labels; underscores are usual in proofs.</summary>
    public static string? Normal(string name)
    {
        var trimmed = name.EndsWith('.') ? name[..^1] : name;
        try
        {
            if (!Ascii.IsValid(trimmed))
                trimmed = new IdnMapping { UseStd3AsciiRules = false }.GetAscii(trimmed);
        }
        catch (ArgumentException)
        {
            return null;
        }

        return trimmed.Length is > 0 and <= 253 && trimmed.Split('.').All(IsLabel) ? trimmed.ToLowerInvariant() : null;
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public static byte[] Question(ushort id, string normalName)
    {
        var message = new List<byte>(64);
        // Recursion desired, one question.
        message.AddRange([(byte)(id >> 8), (byte)id, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        foreach (var label in normalName.Split('.'))
        {
            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }

        message.AddRange([0, 0, (byte)Txt, 0, (byte)Internet]);
        return [.. message];
    }

    public static DnsReading Read(ReadOnlySpan<byte> message, ushort id, string normalName)
    {
        // Not ours: wrong id, not an answer, or another question. Dropped, not failed: a forger could otherwise end the wait.
        if (message.Length < HeaderLength || U16(message, 0) != id || (message[2] & 0xF8) != 0x80 || U16(message, 4) != 1)
            return new DnsReading.NotOurs();
        if (DnsName.Read(message, HeaderLength) is not (var asked, var at) || asked != normalName || at + 4 > message.Length
            || U16(message, at) != Txt || U16(message, at + 2) != Internet)
            return new DnsReading.NotOurs();

        if ((message[2] & 0x02) != 0)
            return new DnsReading.Truncated();
        return (message[3] & 0x0F) switch
        {
            0 => ReadAnswers(message, at + 4, U16(message, 6), normalName),
            3 => new DnsReading.Texts([]),
            _ => new DnsReading.ServerFailed(),
        };
    }

    private static DnsReading ReadAnswers(ReadOnlySpan<byte> message, int at, int count, string normalName)
    {
        if (count > MaxRecords)
            return new DnsReading.Malformed();
        var texts = new List<(string Owner, string Text)>();
        var aliases = new Dictionary<string, string>();
        for (var i = 0; i < count; i++)
        {
            if (DnsName.Read(message, at) is not (var owner, var head) || head + 10 > message.Length)
                return new DnsReading.Malformed();
            var (type, data, length) = (U16(message, head), head + 10, U16(message, head + 8));
            at = data + length;
            if (at > message.Length)
                return new DnsReading.Malformed();
            if (U16(message, head + 2) != Internet)
                continue;
            if (type == Cname && DnsName.Read(message[..at], data) is (var target, _))
                aliases[owner] = target;
            if (type == Txt)
            {
                if (ReadText(message.Slice(data, length)) is not { } text)
                    return new DnsReading.Malformed();
                texts.Add((owner, text));
            }
        }

        // Only what belongs to the asked name, or to the name it is an alias of: other records in an answer prove nothing.
        var name = normalName;
        for (var i = 0; i < MaxAliases && aliases.TryGetValue(name, out var target); i++)
            name = target;
        return new DnsReading.Texts([.. texts.Where(t => t.Owner == name).Select(t => t.Text)]);
    }

    private static string? ReadText(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        for (var at = 0; at < data.Length;)
        {
            var length = data[at];
            if (at + 1 + length > data.Length)
                return null;
            text.Append(Encoding.Latin1.GetString(data.Slice(at + 1, length)));
            at += 1 + length;
        }

        return text.ToString();
    }

    private static ushort U16(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
}

internal abstract record DnsReading
{
    private DnsReading() { }

    public sealed record NotOurs : DnsReading;

    public sealed record Malformed : DnsReading;

    /// <summary>Ask again by TCP.</summary>
    public sealed record Truncated : DnsReading;

    public sealed record ServerFailed : DnsReading;

    public sealed record Texts(ImmutableArray<string> All) : DnsReading;
}
