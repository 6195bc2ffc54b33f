using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Saml;

namespace RunBroker.Protocol.Tests.Saml.Bindings;

public sealed class RedirectReadTests
{
    private const string Xml = "<LogoutRequest>Zoë</LogoutRequest>";
    private const string SigAlg = "SigAlg=http%3A%2F%2Fwww.w3.org%2F2001%2F04%2Fxmldsig-more%23rsa-sha256";

    private static readonly string Packed = Pack(Encoding.UTF8.GetBytes(Xml));
    private static readonly string Good = $"SAMLRequest={Packed}&RelayState=a%20b&{SigAlg}&Signature=AAAA";

    [Theory, InlineData(""), InlineData("?")]
    [Spec("SAMLBind-3.4.4")]
    public void A_request_is_read_as_it_came(string before)
    {
        var message = Read(before + Good);
        Assert.True(message.IsRequest);
        Assert.Equal(Xml, Encoding.UTF8.GetString(message.Xml.Span));
        Assert.Equal("a b", message.RelayState);
        Assert.Equal("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", message.SignatureMethod);
        Assert.Equal(new byte[3], message.Signature.ToArray());
        Assert.Equal($"SAMLRequest={Packed}&RelayState=a%20b&{SigAlg}", Encoding.ASCII.GetString(message.SignedOctets.Span));
    }

    [Fact, Spec("SAMLBind-3.4.4")]
    public void Without_RelayState_and_signature_there_is_neither()
    {
        var message = Read("SAMLResponse=" + Packed);
        Assert.False(message.IsRequest);
        Assert.Null(message.RelayState);
        Assert.Null(message.SignatureMethod);
        Assert.True(message.SignedOctets.IsEmpty);
        Assert.True(message.Signature.IsEmpty);
    }

    [Theory]
    [InlineData("{3}&{2}&{1}&{0}", "{0}&{1}&{2}"), InlineData("{2}&other=1&{3}&{0}&&{1}", "{0}&{1}&{2}"), InlineData("{0}&{2}&{3}", "{0}&{2}")]
    [Spec("S-111"), Spec("SAMLBind-3.4.4.1")]
    public void The_signed_octets_are_those_sent_in_the_order_of_the_specification(string sent, string covered)
    {
        // Escapes in lower case, a plus for a blank, needless escapes: a decoder and an encoder would not give them back.
        string[] parts = ["SAMLRequest=" + Packed.Replace("%2B", "%2b", StringComparison.Ordinal), "RelayState=%61+b%2f", "SigAlg=http%3a//w%77w.example", "Signature=AAAA"];
        var message = Read(string.Format(null, sent, parts));
        Assert.Equal(string.Format(null, covered, parts), Encoding.ASCII.GetString(message.SignedOctets.Span));
        Assert.Equal("http://www.example", message.SignatureMethod);
        Assert.Equal(covered.Contains("{1}", StringComparison.Ordinal) ? "a b/" : null, message.RelayState);
    }

    [Fact, Spec("SAMLBind-3.4.3")]
    public void An_empty_RelayState_that_was_sent_is_signed()
    {
        var message = Read($"SAMLRequest={Packed}&RelayState=&{SigAlg}&Signature=AAAA");
        Assert.Equal("", message.RelayState);
        Assert.Equal($"SAMLRequest={Packed}&RelayState=&{SigAlg}", Encoding.ASCII.GetString(message.SignedOctets.Span));
    }

    [Theory]
    [InlineData("SAMLRequest"), InlineData("SAMLResponse"), InlineData("RelayState"), InlineData("SigAlg"), InlineData("Signature"), InlineData("SAMLEncoding")]
    [Spec("S-111"), Spec("CVE-2025-31335")]
    public void A_parameter_that_comes_twice_in_whatever_spelling_refuses_all(string name)
    {
        var whole = Good + "&SAMLEncoding=urn%3Aoasis%3Anames%3Atc%3ASAML%3A2.0%3Abindings%3AURL-Encoding%3ADEFLATE";
        Read(whole);
        string[] spellings =
        [
            name, $"%{(int)name[0]:X2}{name[1..]}", $"{name[..^1]}%{(int)name[^1]:x2}", name.ToUpperInvariant(), name.ToLowerInvariant(),
            name + "[]", name + "%5B%5D", "%20" + name, "+" + name, name + "%00x", "%09" + name,
        ];
        foreach (var spelling in spellings)
        {
            AssertRefused(SamlReason.RepeatedParameter, $"{whole}&{spelling}=AAAA");
            AssertRefused(SamlReason.RepeatedParameter, $"{spelling}=AAAA&{whole}");
            AssertRefused(SamlReason.RepeatedParameter, $"{whole}&{spelling}");
            // Also where the parameter in its own spelling is not there: nobody needs to write it otherwise.
            if (spelling != name && name is not ("SAMLRequest" or "SAMLResponse"))
                AssertRefused(SamlReason.RepeatedParameter, $"SAMLRequest={Packed}&{spelling}=AAAA");
        }
    }

    [Theory, InlineData("SAMLRequests=1"), InlineData("xSAMLRequest=1"), InlineData("relay_state=1"), InlineData("%2553igAlg=1"), InlineData("=1"), InlineData("%=%zz")]
    [Spec("S-111")]
    public void Other_parameters_mean_nothing(string other) => Assert.Equal(Xml, Encoding.UTF8.GetString(Read($"{other}&{Good}&{other}&").Xml.Span));

    [Fact, Spec("S-111")]
    public void A_request_and_a_response_at_once_are_refused() => AssertRefused(SamlReason.RepeatedParameter, $"SAMLRequest={Packed}&SAMLResponse={Packed}");

    [Theory]
    [InlineData("urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:deflate"), InlineData("none"), InlineData("")]
    [InlineData("urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:GZIP")]
    [Spec("SAMLBind-3.4.4")]
    public void Another_encoding_is_refused(string encoding) => AssertRefused(SamlReason.NotDeflate, $"{Good}&SAMLEncoding={encoding}");

    [Theory, InlineData(""), InlineData("?"), InlineData("a=b"), InlineData("RelayState=a"), InlineData("SAMLRequest="), InlineData("SAMLRequest")]
    [InlineData("SAMLRequest=%%%"), InlineData("SAMLRequest=A"), InlineData("SAMLRequest=%3CLogoutRequest%2F%3E"), InlineData("SAMLRequest=%00")]
    [Spec("S-002")]
    public void Without_a_message_in_base64_it_is_refused(string query) => AssertRefused(SamlReason.NotBase64, query);

    [Theory, InlineData("SigAlg=x"), InlineData("Signature=AAAA"), InlineData("SigAlg=x&Signature=*"), InlineData("SigAlg=x&Signature=A")]
    [Spec("S-110"), Spec("S-111")]
    public void Half_a_signature_is_refused(string half) => AssertRefused(SamlReason.MalformedSignature, $"SAMLRequest={Packed}&{half}");

    [Fact, Spec("SAMLBind-3.4.4.1")]
    public void Line_breaks_in_base64_and_a_plus_that_was_not_escaped_are_borne()
    {
        byte[] octets = [.. Enumerable.Range(0, 255).Select(i => (byte)i)];
        var base64 = Convert.ToBase64String(octets, Base64FormattingOptions.InsertLineBreaks);
        Assert.Contains('+', base64);
        var message = Read($"SAMLRequest={Packed}&SigAlg=x&Signature={base64.Replace("\r\n", "%0D%0A", StringComparison.Ordinal)}");
        Assert.Equal(octets, message.Signature.ToArray());
    }

    [Fact, Spec("S-002"), Spec("SAMLBind-3.4.4.1")]
    public void What_is_not_DEFLATE_is_refused()
    {
        AssertRefused(SamlReason.NotDeflate, "SAMLRequest=" + Escape("<LogoutRequest/>"u8.ToArray()));
        AssertRefused(SamlReason.NotDeflate, "SAMLRequest=" + Escape([0xff, 0xff, 0xff]));
        AssertRefused(SamlReason.NotDeflate, "SAMLRequest=" + Escape([3, 0])); // nothing, rightly deflated
        using var zlib = new MemoryStream();
        using (var stream = new ZLibStream(zlib, CompressionLevel.Optimal, leaveOpen: true))
            stream.Write("<LogoutRequest/>"u8);
        AssertRefused(SamlReason.NotDeflate, "SAMLRequest=" + Escape(zlib.ToArray()));
    }

    [Fact, Spec("S-005"), Spec("CVE-2025-25293")]
    public void A_bomb_stops_at_the_limits()
    {
        // Noise meets the limit of the octets, zeros that of the ratio.
        var noise = Encoding.ASCII.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(SamlLimits.MessageBytes / 2)));
        Assert.Equal(noise.Length, Inflated(Deflated.Deflate(noise)));
        Assert.Null(Inflated(Deflated.Deflate([.. noise, 0])));
        Assert.Null(Inflated(Deflated.Deflate(new byte[100_000])));

        var bomb = "SAMLRequest=" + Escape(Deflated.Deflate(new byte[100_000_000]));
        var began = Environment.CpuUsage.TotalTime;
        AssertRefused(SamlReason.NotDeflate, bomb);
        Assert.InRange(Environment.CpuUsage.TotalTime - began, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact, Spec("S-001")]
    public void A_query_over_the_limit_is_refused_unread() => AssertRefused(SamlReason.TooLarge, new string('&', SamlLimits.MessageBytes + 1));

    private static int? Inflated(byte[] packed) => Deflated.Inflate(packed, out var octets) is null ? octets.Length : null;

    private static string Pack(byte[] xml) => Escape(Deflated.Deflate(xml));

    private static string Escape(byte[] octets) => Uri.EscapeDataString(Convert.ToBase64String(octets));

    private static RedirectMessage Read(string query) => Assert.IsType<RedirectResult.Read>(RedirectBinding.Read(query)).Message;

    private static void AssertRefused(SamlReason reason, string query) =>
        Assert.Equal(reason, Assert.IsType<RedirectResult.Refused>(RedirectBinding.Read(query)).Why.Reason);
}
