using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Tests.Saml.Bindings;

public sealed class PostBindingTests
{
    [Fact, Spec("SAMLBind-3.5")]
    public void What_is_encoded_decodes()
    {
        var xml = Encoding.UTF8.GetBytes("<a>Zoë</a>");
        Assert.Equal(xml, Octets(PostBinding.Decode(PostBinding.Encode(xml))));
    }

    [Theory, InlineData("\r\n"), InlineData("\n"), InlineData(" "), InlineData("\t"), InlineData(" \r\n\r\n ")]
    [Spec("S-003"), Spec("RFC2045-6.8")]
    public void Line_breaks_and_blanks_are_passed_over(string between)
    {
        byte[] xml = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        foreach (var every in new[] { 1, 3, 64, 76 })
        {
            var lines = string.Join(between, Convert.ToBase64String(xml).Chunk(every).Select(static line => new string(line)));
            Assert.Equal(xml, Octets(PostBinding.Decode(between + lines + between)));
        }
    }

    [Theory, InlineData(null), InlineData(""), InlineData(" \r\n"), InlineData("<Response/>"), InlineData("{}"), InlineData("A"), InlineData("AAAAA")]
    [InlineData("AA"), InlineData("AAA"), InlineData("AA="), InlineData("AAA=="), InlineData("A==="), InlineData("===="), InlineData("AA==AA==")]
    [InlineData("AB=="), InlineData("AAB="), InlineData("_-AA"), InlineData("AAAA\0"), InlineData("AAAA%0A"), InlineData("AAAA\u00a0"), InlineData("ＡＡＡＡ")]
    [InlineData("AAAA.AAAA"), InlineData("AAAA\u000bAAAA")]
    [Spec("S-002")]
    public void What_is_not_base64_is_refused(string? field) => Assert.Equal(SamlReason.NotBase64, Reason(PostBinding.Decode(field)));

    [Fact, Spec("S-001")]
    public void A_message_over_the_limit_is_refused_before_it_is_decoded()
    {
        var most = new byte[SamlLimits.MessageBytes];
        Assert.Equal(most.Length, Octets(PostBinding.Decode(Convert.ToBase64String(most, Base64FormattingOptions.InsertLineBreaks))).Length);
        Assert.Equal(SamlReason.TooLarge, Reason(PostBinding.Decode(Convert.ToBase64String(new byte[most.Length + 1]))));
        Assert.Equal(SamlReason.TooLarge, Reason(PostBinding.Decode(new string('*', 4 * most.Length))));
    }

    [Fact, Spec("S-004")]
    public void DEFLATE_data_is_no_XML()
    {
        var deflated = Deflated.Deflate("<Response/>"u8);
        var octets = Octets(PostBinding.Decode(PostBinding.Encode(deflated)));
        Assert.Equal(deflated, octets);
        Assert.Contains(Assert.IsType<XmlResult.Refused>(SafeXml.Read(octets, XmlBounds.Message)).Why.Reason, new[] { SamlReason.NotUtf8, SamlReason.NotXml });
    }

    private static byte[] Octets(DecodedMessage message) => Assert.IsType<DecodedMessage.Decoded>(message).Xml.ToArray();

    private static SamlReason Reason(DecodedMessage message) => Assert.IsType<DecodedMessage.Refused>(message).Why.Reason;
}
