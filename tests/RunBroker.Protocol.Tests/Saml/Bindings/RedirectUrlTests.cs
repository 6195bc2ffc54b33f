using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Tests.Saml.Bindings;

public sealed class RedirectUrlTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly SpKey Ours = SpKey.Create("ours", Now, Now.AddYears(1));
    private static readonly SpKey Another = SpKey.Create("another", Now, Now.AddYears(1));
    private static readonly byte[] Xml = Encoding.UTF8.GetBytes("<AuthnRequest>" + string.Concat(Enumerable.Range(0, 300)) + "Zoë</AuthnRequest>");

    [Theory, InlineData("SAMLRequest", true), InlineData("SAMLResponse", false)]
    [Spec("SAMLBind-3.4.4.1")]
    public void What_is_written_is_read_and_verifies(string parameter, bool isRequest)
    {
        foreach (var state in new[] { null, "", "handle", "a b+c&d=e%20ä" })
        {
            var message = Read(RedirectBinding.Url("https://idp.example/sso", parameter, Xml, state, Ours));
            Assert.Equal((isRequest, state, SignatureMethods.RsaSha256), (message.IsRequest, message.RelayState, message.SignatureMethod));
            Assert.Equal(Xml, message.Xml.ToArray());
            Assert.Null(message.Verify(Trusted(Ours), SignaturePolicy.Strict, Now));
            Assert.Null(message.Verify(Trusted(Another, Ours), SignaturePolicy.Strict, Now));
        }
    }

    [Fact, Spec("S-100"), Spec("SAMLBind-3.4.4.1")]
    public void The_signature_is_over_the_octets_sent_as_the_platform_alone_sees_it()
    {
        var url = RedirectBinding.Url("https://idp.example/sso?tenant=1", "SAMLRequest", Xml, "handle", Ours, [new("login_hint", "a@b c")]);
        var at = url.IndexOf("SAMLRequest=", StringComparison.Ordinal);
        var end = url.IndexOf("&Signature=", StringComparison.Ordinal);
        var signature = Convert.FromBase64String(Uri.UnescapeDataString(url[(end + "&Signature=".Length)..]));
        using var certificate = X509CertificateLoader.LoadCertificate(Ours.Certificate.Span);
        Assert.True(certificate.GetRSAPublicKey()!.VerifyData(Encoding.ASCII.GetBytes(url[at..end]), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal(["SAMLRequest", "RelayState", "SigAlg"], url[at..end].Split('&').Select(static p => p.Split('=')[0]));
    }

    [Theory]
    [InlineData("https://idp.example/sso", "https://idp.example/sso?"), InlineData("https://idp.example/sso?", "https://idp.example/sso?")]
    [InlineData("https://idp.example/sso?a=b", "https://idp.example/sso?a=b&"), InlineData("https://idp.example/sso?a=b&", "https://idp.example/sso?a=b&")]
    [InlineData("https://accounts.example/o/saml2/idp?idpid=C0%3a1", "https://accounts.example/o/saml2/idp?idpid=C0%3a1&")]
    [Spec("S-102")]
    public void A_query_of_the_endpoint_stays_as_it_is(string endpoint, string start)
    {
        Assert.StartsWith(start + "SAMLRequest=", RedirectBinding.Url(endpoint, "SAMLRequest", Xml, null, null), StringComparison.Ordinal);
        Assert.StartsWith(start + "x%20y=%26%3D%2B&SAMLRequest=",
            RedirectBinding.Url(endpoint, "SAMLRequest", Xml, null, null, [new("x y", "&=+")]), StringComparison.Ordinal);
    }

    [Fact, Spec("S-100")]
    public void Without_a_key_there_is_no_signature()
    {
        var url = RedirectBinding.Url("https://idp.example/sso", "SAMLRequest", Xml, "handle", null);
        Assert.DoesNotContain("SigAlg", url, StringComparison.Ordinal);
        Assert.DoesNotContain("Signature", url, StringComparison.Ordinal);
        Assert.Equal(SamlReason.NotSigned, Read(url).Verify(Trusted(Ours), SignaturePolicy.Strict, Now)?.Reason);
    }

    [Theory, InlineData("SAMLRequest"), InlineData("samlresponse"), InlineData("RelayState"), InlineData("SigAlg"), InlineData("Signature"), InlineData("SAMLEncoding")]
    [InlineData(" RelayState"), InlineData("RelayState[]"), InlineData("RELAYSTATE")]
    [Spec("S-102"), Spec("O-130")]
    public void A_forwarded_parameter_is_never_one_of_ours(string name) => Assert.Throws<ArgumentException>(
        () => RedirectBinding.Url("https://idp.example/sso", "SAMLRequest", Xml, "handle", Ours, [new(name, "x")]));

    [Fact, Spec("SAMLBind-3.4")]
    public void Another_parameter_for_the_message_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => RedirectBinding.Url("https://idp.example/sso", "SAMLart", Xml, null, null));

    [Fact, Spec("S-111"), Spec("S-112")]
    public void Each_part_is_covered_by_the_signature()
    {
        var good = new Uri(RedirectBinding.Url("https://idp.example/slo", "SAMLRequest", Xml, "handle", Ours)).Query;
        var other = new Uri(RedirectBinding.Url("https://idp.example/slo", "SAMLRequest", "<Other/>"u8, "handle", Ours)).Query;
        Assert.Null(Verify(good));
        Assert.Equal(SamlReason.BadSignature, Verify(good.Replace("SAMLRequest", "SAMLResponse", StringComparison.Ordinal)));
        Assert.Equal(SamlReason.BadSignature, Verify(good.Replace("RelayState=handle", "RelayState=handl", StringComparison.Ordinal)));
        Assert.Equal(SamlReason.BadSignature, Verify(good.Replace("RelayState=handle", "RelayState=%68andle", StringComparison.Ordinal)));
        Assert.Equal(SamlReason.BadSignature, Verify(good.Replace("&RelayState=handle", "", StringComparison.Ordinal)));
        Assert.Equal(SamlReason.BadSignature, Verify(good.Replace("%23rsa-sha256", "%23rsa-sha512", StringComparison.Ordinal)));
        Assert.Equal(SamlReason.BadSignature, Verify(good.Split("&Signature=")[0] + "&Signature=" + other.Split("&Signature=")[1]));
        Assert.Equal(SamlReason.BadSignature, Verify(good.Split("&Signature=")[0] + "&Signature=AAAA"));
        Assert.Equal(SamlReason.NotSigned, Verify(good.Split("&SigAlg=")[0]));
        Assert.Equal(SamlReason.NoKeyForAlgorithm, Verify(good.Replace("%23rsa-sha256", "%23ecdsa-sha256", StringComparison.Ordinal)));
        Assert.Equal(SamlReason.BadSignature, Read(good).Verify(Trusted(Another), SignaturePolicy.Strict, Now)?.Reason);
        Assert.Equal(SamlReason.NoKeyForAlgorithm, Read(good).Verify([], SignaturePolicy.Strict, Now)?.Reason);
    }

    [Theory]
    [InlineData("http://www.w3.org/2000/09/xmldsig#rsa-sha1"), InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-md5"), InlineData("")]
    [InlineData("http://www.w3.org/2000/09/xmldsig#hmac-sha1"), InlineData("http://www.w3.org/2000/09/xmldsig#dsa-sha1"), InlineData("RSA-SHA256")]
    [Spec("S-027"), Spec("S-112")]
    public void Another_algorithm_is_refused(string method) => Assert.Equal(SamlReason.AlgorithmNotAllowed,
        Verify(new Uri(RedirectBinding.Url("https://idp.example/slo", "SAMLRequest", Xml, null, Ours)).Query
            .Replace(Uri.EscapeDataString(SignatureMethods.RsaSha256), Uri.EscapeDataString(method), StringComparison.Ordinal)));

    [Fact, Spec("S-027")]
    public void SHA_1_is_taken_until_the_end_that_the_connection_sets()
    {
        var unsigned = "SAMLRequest=" + Uri.EscapeDataString(Convert.ToBase64String(Deflated.Deflate(Xml)))
            + "&SigAlg=" + Uri.EscapeDataString("http://www.w3.org/2000/09/xmldsig#rsa-sha1");
        using var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(Ours.ExportPkcs8(), out _);
#pragma warning disable CA5350 // the sender's, under test
        var signature = rsa.SignData(Encoding.ASCII.GetBytes(unsigned), HashAlgorithmName.SHA1, RSASignaturePadding.Pkcs1);
#pragma warning restore CA5350
        var message = Read(unsigned + "&Signature=" + Uri.EscapeDataString(Convert.ToBase64String(signature)));
        Assert.Equal(SamlReason.AlgorithmNotAllowed, message.Verify(Trusted(Ours), SignaturePolicy.Strict, Now)?.Reason);
        Assert.Null(message.Verify(Trusted(Ours), new(Now.AddTicks(1)), Now));
        Assert.Equal(SamlReason.AlgorithmNotAllowed, message.Verify(Trusted(Ours), new(Now), Now)?.Reason);
    }

    private static SamlReason? Verify(string query) => Read(query).Verify(Trusted(Ours), SignaturePolicy.Strict, Now)?.Reason;

    private static System.Collections.Immutable.ImmutableArray<TrustedKey> Trusted(params SpKey[] keys) =>
        [.. keys.Select(static k => Assert.IsType<TrustedKeyResult.Read>(TrustedKey.FromCertificate(k.Certificate)).Key)];

    private static RedirectMessage Read(string urlOrQuery) => Assert.IsType<RedirectResult.Read>(
        RedirectBinding.Read(urlOrQuery.StartsWith("https:", StringComparison.Ordinal) ? new Uri(urlOrQuery).Query : urlOrQuery)).Message;
}
