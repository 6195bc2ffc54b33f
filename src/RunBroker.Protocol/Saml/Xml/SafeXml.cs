using System.Buffers;
using System.Text;
using System.Text.Unicode;
using System.Xml;

namespace RunBroker.Protocol.Saml.Xml;

/// <summary>What a document may cost (S-001, S-010, D3).</summary>
public sealed record XmlBounds
{
    public required int Bytes { get; init; }
    public int Depth { get; init; } = 50;
    public int Nodes { get; init; } = 10_000;
    /// <summary>Attributes and namespace declarations of one element.</summary>
    public int AttributesPerElement { get; init; } = 64;

    public static XmlBounds Message { get; } = new() { Bytes = SamlLimits.MessageBytes };
    public static XmlBounds Metadata { get; } = new() { Bytes = SamlLimits.MetadataBytes, Nodes = 1_000_000 };
}

public abstract record XmlResult
{
    private XmlResult()
    {
    }

    public sealed record Read(Element Root) : XmlResult;

    public sealed record Refused(SamlRefusal Why) : XmlResult;
}

/// <summary>The one way by which XML from outside comes in (D3, D5).</summary>
public static class SafeXml
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Octets that a table of names serves for: what strangers sent does not stay, and a large document has one of its own.</summary>
    private const int MostOfNames = 256 * 1024;
    private const int LargeDocument = MostOfNames / 4;

    // Messages of one kind have the same names: this thread's readers know them from the last one.
    [ThreadStatic]
    private static (XmlReaderSettings? Settings, int Octets) known;

    public static XmlResult Read(ReadOnlyMemory<byte> utf8, XmlBounds bounds)
    {
        if (utf8.Length > bounds.Bytes)
            return Refused(SamlReason.TooLarge, "S-001", $"at most {bounds.Bytes} bytes", $"{utf8.Length}");
        if (!IsUtf8(utf8.Span))
            return Refused(SamlReason.NotUtf8, "S-009", "UTF-8");
        if (MarkupScan.Check(utf8.Span, bounds) is { } noReader)
            return new XmlResult.Refused(noReader);

        var tree = new TreeBuilder(bounds);
        var chars = ArrayPool<char>.Shared.Rent(utf8.Length);
        try
        {
            // Decoded here, not by XmlReader: that would follow a declaration of another encoding to another reading of the same octets.
            using var text = new CharReader(chars, Strict.GetChars(WithoutMark(utf8.Span), chars));
            using var reader = XmlReader.Create(text, SettingsFor(utf8.Length));
            while (reader.Read())
            {
                if (tree.Take(reader) is { } why)
                    return new XmlResult.Refused(why);
            }
        }
        catch (Exception broken) when (IsOfTheReader(broken))
        {
            return Refused(SamlReason.NotXml, "S-008", "well-formed XML", broken.Message);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(chars);
        }

        return tree.Root is { } root ? new XmlResult.Read(root) : Refused(SamlReason.NotXml, "S-008", "an element");
    }

    private static XmlReaderSettings SettingsFor(int octets)
    {
        if (octets > LargeDocument)
            return NewSettings();
        if (known.Settings is null || (known.Octets += octets) > MostOfNames)
            known = (NewSettings(), octets);
        return known.Settings;
    }

    // Nothing is fetched or expanded (S-006, S-007), nothing is dropped that a signature may cover (S-040).
    private static XmlReaderSettings NewSettings() => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = true,
        ConformanceLevel = ConformanceLevel.Document,
        IgnoreComments = false,
        IgnoreProcessingInstructions = false,
        IgnoreWhitespace = false,
        NameTable = new NameTable(),
    };

    // XmlException is what it documents; the others are what readers of XML have been seen to throw on hostile input (S-011).
    private static bool IsOfTheReader(Exception broken) =>
        broken is XmlException or ArgumentException or FormatException or OverflowException or InvalidOperationException
            or IndexOutOfRangeException;

    // A zero among the first two octets is UTF-16 or UTF-32 without a byte order mark; their marks are no UTF-8.
    private static bool IsUtf8(ReadOnlySpan<byte> octets) =>
        !octets[..Math.Min(2, octets.Length)].Contains((byte)0) && Utf8.IsValid(octets);

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> octets) => octets.StartsWith("\uFEFF"u8) ? octets[3..] : octets;

    private static XmlResult.Refused Refused(SamlReason reason, string spec, string wanted, string? got = null) =>
        new(new(reason, spec, wanted, got));
}
