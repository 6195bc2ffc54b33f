using System.Text;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;
using RunBroker.Protocol.Tests.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Signatures;

/// <summary>A good message with octets changed at random: whatever comes out is a refusal, or exactly what was signed.</summary>
public sealed class MutationTests
{
    private const int Messages = 6_000;

    private static readonly byte[][] Pieces = [.. new[]
    {
        "<", ">", "/>", "</", "\"", "'", "&", "&amp;", "&#0;", "&#13;", "&x;", "<!--", "-->", "<!---->", "<![CDATA[", "]]>", "<?p?>", "<?xml version='1.0'?>", "<!DOCTYPE a>",
        " xmlns=''", " xmlns:saml='u'", " ID='_a1'", " xml:id='_a1'", "saml:", "ds:", "<ds:Signature/>", "<x/>", "\0", "\r", "\uFFFF", "\u00A0", "=", "#", " ",
    }.Select(Encoding.UTF8.GetBytes)];

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [Spec("S-008"), Spec("S-011"), Spec("S-034")]
    public void A_mutated_message_is_refused_or_says_what_was_signed(ulong seed)
    {
        var good = Encoding.UTF8.GetBytes(new Forge().Apply());
        var covered = Signed.AssertVerified(Verify(good)!).Octets.ToArray();
        var random = new RandomXml(seed);
        var (unread, refused, verified) = (0, 0, 0);
        for (var n = 0; n < Messages; n++)
        {
            var message = good;
            for (var times = 1 + random.Next(3); times > 0; times--)
                message = Mutated(message, random);
            switch (Verify(message))
            {
                case null:
                    unread++;
                    break;
                case SignedResult.Refused:
                    refused++;
                    break;
                case SignedResult.Verified same:
                    verified++;
                    Assert.Equal(covered, same.Octets.ToArray());
                    break;
            }
        }

        // each of them often enough to mean something
        Assert.True(unread > Messages / 4 && refused > Messages / 20 && verified > Messages / 100, $"{unread} unread, {refused} refused, {verified} verified");
    }

    private static SignedResult? Verify(byte[] xml)
    {
        if (SafeXml.Read(xml, XmlBounds.Message) is not XmlResult.Read { Root: var root })
            return null;
        var parent = root.SelfAndBelow().FirstOrDefault(e => SignedElement.SignatureOf(e) is not null) ?? root;
        return SignedElement.Verify(parent, [Signed.Trusted], SignaturePolicy.Strict, Signed.Now);
    }

    private static byte[] Mutated(byte[] xml, RandomXml random)
    {
        var (at, length) = (random.Next(xml.Length), 1 + random.Next(12));
        var rest = xml.AsSpan(Math.Min(xml.Length, at + length));
        var other = random.Next(xml.Length);
        return random.Next(5) switch
        {
            0 => [.. xml.AsSpan(0, at), .. rest],
            1 => [.. xml.AsSpan(0, at), .. Pieces[random.Next(Pieces.Length)], .. xml.AsSpan(at)],
            2 => [.. xml.AsSpan(0, at), (byte)random.Next(256), .. xml.AsSpan(Math.Min(xml.Length, at + 1))],
            3 => [.. xml.AsSpan(0, at), .. xml.AsSpan(other, Math.Min(length * 20, xml.Length - other)), .. xml.AsSpan(at)],
            _ => [.. xml.AsSpan(0, at), (byte)(xml[at] ^ (1 << random.Next(8))), .. xml.AsSpan(at + 1)],
        };
    }
}
