using System.Globalization;
using System.Security.Cryptography;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Signatures;

namespace RunBroker.Protocol.Tests.Saml.Signatures;

/// <summary>One good message with one thing broken. Where SignedInfo is changed it is signed as changed: the form alone is wrong.</summary>
public sealed class SignedElementRefusalTests
{
    private const string Dsig = SamlNames.XmlDsig;

    [Fact]
    [Spec("S-020")]
    public void No_signature() => AssertRefused(SamlReason.NotSigned, "S-020", Signed.Response);

    [Fact]
    [Spec("S-020"), Spec("S-022")]
    public void A_signature_further_down_or_of_another_namespace_is_none()
    {
        AssertRefused(SamlReason.NotSigned, "S-020", new Forge { Whole = static s => $"<saml:Advice>{s}</saml:Advice>" }.Apply());
        AssertRefused(SamlReason.NotSigned, "S-020", new Forge { Whole = static s => s.Replace(Dsig, "http://www.w3.org/2000/09/xmldsig", StringComparison.Ordinal) }.Apply());
    }

    [Fact]
    [Spec("S-022")]
    public void Two_signatures_even_when_both_are_good() =>
        AssertRefused(SamlReason.MisplacedSignature, "S-022", new Forge { Whole = static s => s + s }.Apply());

    [Theory]
    [InlineData("URI=\"#_a1\"", "URI=\"\"")]
    [InlineData("URI=\"#_a1\"", "")]
    [InlineData("URI=\"#_a1\"", "URI=\"#\"")]
    [InlineData("URI=\"#_a1\"", "URI=\"_a1\"")]
    [InlineData("URI=\"#_a1\"", "URI=\"#_r1\"")]
    [InlineData("URI=\"#_a1\"", "URI=\"#_A1\"")]
    [InlineData("URI=\"#_a1\"", "URI=\"#_a1 \"")]
    [InlineData("URI=\"#_a1\"", "URI=\"#%5Fa1\"")]
    [InlineData("URI=\"#_a1\"", "URI=\"#dangling\"")]
    [InlineData("URI=\"#_a1\"", "URI=\"#xpointer(id('_a1'))\"")]
    [InlineData("URI=\"#_a1\"", "URI=\"#xpointer(/)\"")]
    [InlineData("URI=\"#_a1\"", "URI=\"http://127.0.0.1:9/x#_a1\"")]
    [InlineData("URI=\"#_a1\"", "URI=\"file:///etc/passwd\"")]
    [InlineData("URI=\"#_a1\"", "URI=\"cid:_a1\"")]
    [Spec("S-023")]
    public void A_reference_to_anything_but_the_parent(string what, string instead) => AssertInfoRefused(SamlReason.WrongReference, "S-023", what, instead);

    [Fact]
    [Spec("S-023")]
    public void A_parent_without_ID() => AssertRefused(SamlReason.WrongReference, "S-023", "<a ID=''>" + new Forge { Id = "" }.Apply("<x ID=\"\"><saml:Issuer xmlns:saml='u'></saml:Issuer></x>") + "</a>", "x");

    [Fact]
    [Spec("S-010"), Spec("S-023")]
    public void No_reference_or_several()
    {
        AssertRefused(SamlReason.WrongReference, "S-023", new Forge { Info = static i => Cut(i, "<ds:Reference", "</ds:Reference>") }.Apply());
        AssertRefused(SamlReason.WrongReference, "S-023", new Forge { Info = static i => Twice(i, "<ds:Reference", "</ds:Reference>") }.Apply());
    }

    [Theory]
    [InlineData("ID=\"_a1\"")]
    [InlineData("Id=\"_a1\"")]
    [InlineData("id=\"_a1\"")]
    [InlineData("AssertionID=\"_a1\"")]
    [InlineData("xml:id=\"_a1\"")]
    [InlineData("xmlns:wsu=\"urn:wsu\" wsu:Id=\"_a1\"")]
    [InlineData("xmlns:x=\"urn:x\" x:ID=\"_a1\"")]
    [InlineData("xml:id=\" _a1&#10;\"")]
    [Spec("S-024")]
    public void The_ID_a_second_time_anywhere_in_the_document_under_any_name(string attribute)
    {
        var elsewhere = new Forge().Apply(Signed.Response.Replace("<samlp:Status>", $"<samlp:Status {attribute}>", StringComparison.Ordinal));
        AssertRefused(SamlReason.DuplicateId, "S-024", elsewhere);
        var below = new Forge().Apply(Signed.Response.Replace("<saml:Subject>", $"<saml:Subject {attribute}>", StringComparison.Ordinal));
        AssertRefused(SamlReason.DuplicateId, "S-024", below);
        if (!attribute.StartsWith("ID", StringComparison.Ordinal))
            AssertRefused(SamlReason.DuplicateId, "S-024", new Forge().Apply(Signed.Response.Replace("<saml:Assertion ", $"<saml:Assertion {attribute} ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("InResponseTo=\"_a1\"")]
    [InlineData("ID=\"_a2\"")]
    [InlineData("iD=\"_a1\"")]
    [Spec("S-024")]
    public void The_same_value_elsewhere_is_no_ID(string attribute) =>
        Signed.AssertVerified(Signed.Verify(new Forge().Apply(Signed.Response.Replace("<samlp:Status>", $"<samlp:Status {attribute}>", StringComparison.Ordinal)), "_a1"));

    [Theory]
    [InlineData("http://www.w3.org/TR/2001/REC-xml-c14n-20010315")]
    [InlineData("http://www.w3.org/2006/12/xml-c14n11")]
    [InlineData("http://www.w3.org/2001/10/xml-exc-c14n#WithComments")]
    [InlineData("http://www.w3.org/2001/10/xml-exc-c14n")]
    [InlineData("System.Security.Cryptography.Xml.XmlDsigExcC14NTransform")]
    [InlineData("")]
    [Spec("S-025"), Spec("S-026")]
    public void Another_canonicalization(string uri)
    {
        AssertInfoRefused(SamlReason.TransformNotAllowed, "S-026", $"<ds:CanonicalizationMethod Algorithm=\"{SamlNames.ExcC14n}\"", $"<ds:CanonicalizationMethod Algorithm=\"{uri}\"");
        AssertInfoRefused(SamlReason.TransformNotAllowed, "S-025", $"<ds:Transform Algorithm=\"{SamlNames.ExcC14n}\"", $"<ds:Transform Algorithm=\"{uri}\"");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{E}")]
    [InlineData("{C}")]
    [InlineData("{C}{E}")]
    [InlineData("{E}{E}{C}")]
    [InlineData("{E}{C}{C}")]
    [InlineData("{E}{C}<ds:Transform Algorithm='http://www.w3.org/TR/1999/REC-xpath-19991116'><ds:XPath>1</ds:XPath></ds:Transform>")]
    [InlineData("{E}<ds:Transform Algorithm='http://www.w3.org/2002/06/xmldsig-filter2'/>{C}")]
    [InlineData("<ds:Transform Algorithm='http://www.w3.org/TR/1999/REC-xslt-19991116'/>{C}")]
    [InlineData("{E}<ds:Transform Algorithm='http://www.w3.org/2000/09/xmldsig#base64'/>")]
    [InlineData("<ds:Transform Algorithm='http://www.w3.org/2002/07/decrypt#XML'/>{C}")]
    [InlineData("<ds:Transform Algorithm='urn:mpeg:mpeg21:2003:01-REL-R-NS:licenseTransform'/>{C}")]
    [InlineData("<ds:Transform Algorithm='http://www.w3.org/2000/09/xmldsig#enveloped-signature'><x/></ds:Transform>{C}")]
    [InlineData("<ds:Transform Algorithm='http://www.w3.org/2000/09/xmldsig#enveloped-signature' x='1'/>{C}")]
    [InlineData("{E}<x Algorithm='http://www.w3.org/2001/10/xml-exc-c14n#'/>")]
    [InlineData("{E}text{C}")]
    [Spec("S-025")]
    public void Other_transforms(string transforms) => AssertRefused(SamlReason.TransformNotAllowed, "S-025", new Forge
    {
        Info = i => Exchange(i, "<ds:Transforms>", "</ds:Transforms>", "<ds:Transforms>" + transforms
            .Replace("{E}", $"<ds:Transform Algorithm='{Dsig}enveloped-signature'/>", StringComparison.Ordinal)
            .Replace("{C}", $"<ds:Transform Algorithm='{SamlNames.ExcC14n}'/>", StringComparison.Ordinal) + "</ds:Transforms>"),
    }.Apply());

    [Fact]
    [Spec("S-025")]
    public void No_transforms_at_all() =>
        AssertRefused(SamlReason.TransformNotAllowed, "S-025", new Forge { Info = static i => Cut(i, "<ds:Transforms>", "</ds:Transforms>") }.Apply());

    [Theory]
    [InlineData("<ec:InclusiveNamespaces xmlns:ec='http://www.w3.org/2001/10/xml-exc-c14n#' PrefixList='a'/><ec:InclusiveNamespaces xmlns:ec='http://www.w3.org/2001/10/xml-exc-c14n#' PrefixList='b'/>")]
    [InlineData("<InclusiveNamespaces PrefixList='a'/>")]
    [InlineData("<ec:InclusiveNamespaces xmlns:ec='http://www.w3.org/2001/10/xml-exc-c14n#' PrefixList='a' x='1'/>")]
    [InlineData("<ec:InclusiveNamespaces xmlns:ec='http://www.w3.org/2001/10/xml-exc-c14n#' PrefixList='a'>x</ec:InclusiveNamespaces>")]
    [InlineData("text")]
    [InlineData("many")]
    [Spec("S-010"), Spec("S-025"), Spec("S-026")]
    public void What_a_canonicalization_may_not_hold(string inside)
    {
        if (inside == "many")
            inside = $"<ec:InclusiveNamespaces xmlns:ec='{SamlNames.ExcC14n}' PrefixList='{string.Join(' ', Enumerable.Range(0, 65).Select(n => "p" + n.ToString(CultureInfo.InvariantCulture)))}'/>";
        AssertInfoRefused(SamlReason.TransformNotAllowed, "S-026", "</ds:CanonicalizationMethod>", inside + "</ds:CanonicalizationMethod>");
        AssertInfoRefused(SamlReason.TransformNotAllowed, "S-025", "</ds:Transform></ds:Transforms>", inside + "</ds:Transform></ds:Transforms>");
    }

    [Theory]
    [InlineData("http://www.w3.org/2000/09/xmldsig#rsa-sha1")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha1")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-md5")]
    [InlineData("http://www.w3.org/2000/09/xmldsig#dsa-sha1")]
    [InlineData("http://www.w3.org/2000/09/xmldsig#hmac-sha1")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#hmac-sha256")]
    [InlineData("http://www.w3.org/2007/05/xmldsig-more#rsa-pss")]
    [InlineData("HTTP://www.w3.org/2001/04/xmldsig-more#rsa-sha256")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256 ")]
    [InlineData("System.Security.Cryptography.RSAPKCS1SHA256SignatureDescription")]
    [InlineData("")]
    [Spec("S-027")]
    public void A_signature_method_that_is_not_on_the_list(string uri) => AssertRefused(SamlReason.AlgorithmNotAllowed, "S-027", new Forge { Method = uri }.Apply());

    [Theory]
    [InlineData("http://www.w3.org/2000/09/xmldsig#sha1")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#md5")]
    [InlineData("http://www.w3.org/2001/04/xmldsig-more#sha224")]
    [InlineData("System.Security.Cryptography.SHA256")]
    [InlineData("")]
    [Spec("S-028")]
    public void A_digest_method_that_is_not_on_the_list(string uri) => AssertRefused(SamlReason.AlgorithmNotAllowed, "S-028", new Forge { Digest = uri }.Apply());

    [Theory]
    [InlineData("<ds:SignatureMethod", "/>", "><ds:HMACOutputLength>8</ds:HMACOutputLength></ds:SignatureMethod>", "S-029")]
    [InlineData("<ds:SignatureMethod", "/>", "><x/></ds:SignatureMethod>", "S-029")]
    [InlineData("<ds:SignatureMethod", "/>", " x='1'/>", "S-029")]
    [InlineData("<ds:DigestMethod", "/>", "><x/></ds:DigestMethod>", "S-028")]
    [InlineData("<ds:DigestMethod", "/>", ">x</ds:DigestMethod>", "S-028")]
    [Spec("S-028"), Spec("S-029")]
    public void Methods_with_parameters(string method, string end, string instead, string spec) => AssertRefused(SamlReason.MalformedSignature, spec, new Forge
    {
        Info = i => i.IndexOf(end, i.IndexOf(method, StringComparison.Ordinal), StringComparison.Ordinal) is var at ? i.Remove(at, end.Length).Insert(at, instead) : i,
    }.Apply());

    [Fact]
    [Spec("S-029")]
    public void No_key_of_the_kind_of_the_method()
    {
        using var ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var xml = new Forge { Method = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", Sign = d => ec.SignData(d, HashAlgorithmName.SHA256) }.Apply();
        AssertRefused(SamlReason.NoKeyForAlgorithm, "S-029", xml);
        var none = SignedElement.Verify(Signed.ById(new Forge().Apply(), "_a1"), [], SignaturePolicy.Strict, Signed.Now);
        Assert.Equal(SamlReason.NoKeyForAlgorithm, Signed.Refusal(none).Reason);
    }

    [Theory]
    [InlineData("<ds:DigestValue>", "<ds:DigestValue>AA")]
    [InlineData("<ds:DigestValue>", "<ds:DigestValue>!")]
    [InlineData("<ds:DigestValue>", "<ds:DigestValue><x/>")]
    [InlineData("<ds:DigestValue>", "<ds:DigestValue x='1'>")]
    [InlineData("<ds:DigestValue>", "<ds:DigestValue></ds:DigestValue><ds:DigestValue>")]
    [InlineData("</ds:DigestValue>", "</ds:DigestValue><x/>")]
    [InlineData("<ds:DigestMethod", "text<ds:DigestMethod")]
    [InlineData("<ds:Transforms>", "<x/><ds:Transforms>")]
    [InlineData("<ds:Reference ", "<ds:Reference x='1' ")]
    [InlineData("<ds:Reference ", "<ds:Reference xml:id='x' ")]
    [Spec("S-030")]
    public void A_reference_of_another_form(string what, string instead) => AssertInfoRefused(SamlReason.MalformedSignature, "S-030", what, instead);

    [Theory]
    [InlineData("AAAA")]
    [InlineData("")]
    [InlineData("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=")] // bits beyond the last octet
    [InlineData("z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==")] // 64 bytes
    [Spec("S-030")]
    public void A_digest_value_that_is_none(string value) => AssertRefused(SamlReason.MalformedSignature, "S-030", new Forge
    {
        Info = i => Exchange(i, "<ds:DigestValue>", "</ds:DigestValue>", $"<ds:DigestValue>{value}</ds:DigestValue>"),
    }.Apply());

    [Fact]
    [Spec("S-034")]
    public void The_digest_of_nothing_verifies_nothing() => AssertRefused(SamlReason.WrongDigest, "S-034", new Forge
    {
        Info = static i => Exchange(i, "<ds:DigestValue>", "</ds:DigestValue>", $"<ds:DigestValue>{Convert.ToBase64String(SHA256.HashData([]))}</ds:DigestValue>"),
    }.Apply());

    [Theory]
    [InlineData("<ds:SignatureValue>", "<ds:SignatureValue><x/>", "S-030")]
    [InlineData("<ds:SignatureValue>", "<ds:SignatureValue>=", "S-030")]
    [InlineData("<ds:SignatureValue>", "<ds:SignatureValue x='1'>", "S-030")]
    [InlineData("<ds:SignatureValue>", "<ds:SignatureValue></ds:SignatureValue><ds:SignatureValue>", "S-030")]
    [InlineData("<ds:KeyInfo>", "<x/><ds:KeyInfo>", "S-030")]
    [InlineData("<ds:KeyInfo>", "text<ds:KeyInfo>", "S-030")]
    [InlineData("<ds:KeyInfo>", "<ds:KeyInfo/><ds:KeyInfo>", "S-030")]
    [InlineData("<ds:Signature ", "<ds:Signature x='1' ", "S-030")]
    [InlineData("<ds:SignedInfo>", "<ds:KeyInfo/><ds:SignedInfo>", "S-030")]
    [InlineData("</ds:Signature>", "<ds:Object/></ds:Signature>", "S-032")]
    [InlineData("<ds:KeyName>", "<ds:Object/><ds:KeyName>", "S-032")]
    [InlineData("<ds:KeyName>", "<ds:Manifest/><ds:KeyName>", "S-032")]
    [InlineData("<ds:KeyName>", "<ds:SignatureProperties/><ds:KeyName>", "S-032")]
    [InlineData("<ds:SignedInfo>", "<ds:SignedInfo/><ds:SignedInfo>", "S-031")]
    [InlineData("<ds:KeyName>", "<ds:SignedInfo/><ds:KeyName>", "S-031")]
    [InlineData("<ds:KeyName>", "<ds:Signature/><ds:KeyName>", "S-031")]
    [InlineData("<ds:SignatureValue>", "<!-- --><ds:SignatureValue>", "S-033")]
    [InlineData("<ds:SignatureValue>", "<ds:SignatureValue><!-- -->", "S-033")]
    [InlineData("<ds:DigestValue>", "<ds:DigestValue><!-- -->", "S-033")]
    [InlineData("<ds:DigestValue>", "<ds:DigestValue><?p?>", "S-033")]
    [InlineData("<ds:KeyName>", "<ds:KeyName><!-- -->", "S-033")]
    [InlineData("<ds:SignedInfo>", "<ds:SignedInfo><?p?>", "S-033")]
    [Spec("S-030"), Spec("S-031"), Spec("S-032"), Spec("S-033")]
    public void What_does_not_belong_in_a_signature(string what, string instead, string spec) => AssertRefused(SamlReason.MalformedSignature, spec,
        new Forge { Whole = s => SignedElementTests.Replaced(s, what, instead) }.Apply());

    [Fact]
    [Spec("S-030")]
    public void A_signature_without_value() => AssertRefused(SamlReason.MalformedSignature, "S-030", new Forge { Sign = static _ => [] }.Apply());

    [Theory]
    [InlineData("Manifest")]
    [InlineData("Object")]
    [Spec("S-032")]
    public void A_reference_that_calls_itself_something_else(string type) =>
        AssertInfoRefused(SamlReason.MalformedSignature, "S-032", "<ds:Reference ", $"<ds:Reference Type='{Dsig}{type}' ");

    [Theory]
    [InlineData("alice", "alicf")]
    [InlineData("alice", " alice")]
    [InlineData("&#13;", "")]
    [InlineData("<saml:Subject>", "<saml:Subject> ")]
    [InlineData("<saml:Subject>", "<saml:Subject><?p?>")]
    [InlineData("<saml:Subject>", "<saml:Subject><x/>")]
    [InlineData("<saml:Subject>", "<saml:Subject x='1'>")]
    [InlineData("Name=\"mail\"", "Name=\"mail \"")]
    [InlineData("urn:oasis:names:tc:SAML:2.0:assertion", "urn:oasis:names:tc:SAML:2.0:Assertion")]
    [InlineData("http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/2001/XMLSchema")]
    [Spec("S-034"), Spec("S-040")]
    public void Content_changed_after_it_was_signed(string what, string instead) =>
        AssertRefused(SamlReason.WrongDigest, "S-034", new Forge().Apply().Replace(what, instead, StringComparison.Ordinal));

    [Fact]
    [Spec("S-035"), Spec("S-036")]
    public void The_key_of_a_stranger_also_when_it_comes_along()
    {
        var xml = new Forge
        {
            Sign = static d => Signed.Stranger.Sign(d),
            Whole = static s => s.Replace("<ds:KeyName>any</ds:KeyName>",
                $"<ds:X509Data><ds:X509Certificate>{Convert.ToBase64String(Signed.Stranger.Certificate.Span)}</ds:X509Certificate></ds:X509Data>", StringComparison.Ordinal),
        }.Apply();
        AssertRefused(SamlReason.BadSignature, "S-036", xml);
        Assert.IsType<SignedResult.Verified>(Signed.Verify(xml, "_a1", Signed.Trust(Signed.Stranger.Certificate)));
    }

    [Fact]
    [Spec("S-030"), Spec("S-036")]
    public void A_value_that_is_not_of_this_signed_info()
    {
        var padded = new Forge { Sign = static d => [0, .. Signed.Key.Sign(d)] };
        var cut = new Forge { Sign = static d => Signed.Key.Sign(d)[..^1] };
        var flipped = new Forge { Sign = static d => [.. Signed.Key.Sign(d).Select(static (b, i) => i == 100 ? (byte)(b ^ 1) : b)] };
        var pss = new Forge { Sign = static d => Signed.Key.Rsa.SignData(d, HashAlgorithmName.SHA256, RSASignaturePadding.Pss) };
        var longer = new Forge { Sign = static d => Signed.Key.Rsa.SignData(d, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1) };
        var nothing = new Forge { Sign = static _ => Signed.Key.Sign([]) };
        foreach (var forge in (Forge[])[padded, cut, flipped, pss, longer, nothing])
            AssertRefused(SamlReason.BadSignature, "S-036", forge.Apply());
    }

    [Fact]
    [Spec("S-030")]
    public void A_digest_made_to_fit_the_changed_content()
    {
        var changed = Signed.Response.Replace("alice", "mallory", StringComparison.Ordinal);
        var good = new Forge().Apply();
        var value = Between(good, "<ds:SignatureValue>", "</ds:SignatureValue>");
        AssertRefused(SamlReason.BadSignature, "S-036", new Forge { Sign = _ => Convert.FromBase64String(value) }.Apply(changed));
    }

    [Fact]
    [Spec("S-033")]
    public void White_space_added_to_signed_info() =>
        AssertRefused(SamlReason.BadSignature, "S-036", SignedElementTests.Replaced(new Forge().Apply(), "<ds:SignedInfo>", "<ds:SignedInfo>\n"));

    private static void AssertInfoRefused(SamlReason reason, string spec, string what, string instead) =>
        AssertRefused(reason, spec, new Forge { Info = i => SignedElementTests.Replaced(i, what, instead) }.Apply());

    private static void AssertRefused(SamlReason reason, string spec, string xml, string id = "_a1")
    {
        var parent = id == "x" ? Signed.Read(xml).Elements.Single() : Signed.ById(xml, id);
        var why = Signed.Refusal(SignedElement.Verify(parent, [Signed.Trusted], SignaturePolicy.Strict, Signed.Now));
        Assert.True((reason, spec) == (why.Reason, why.Spec), $"wanted {reason} {spec}, got {why}");
    }

    private static string Exchange(string xml, string from, string to, string instead)
    {
        var start = xml.IndexOf(from, StringComparison.Ordinal);
        var end = xml.IndexOf(to, start, StringComparison.Ordinal) + to.Length;
        return string.Concat(xml.AsSpan(0, start), instead, xml.AsSpan(end));
    }

    private static string Cut(string xml, string from, string to) => Exchange(xml, from, to, "");

    private static string Twice(string xml, string from, string to)
    {
        var one = from + Between(xml, from, to) + to;
        return Exchange(xml, from, to, one + one);
    }

    private static string Between(string xml, string from, string to)
    {
        var start = xml.IndexOf(from, StringComparison.Ordinal) + from.Length;
        return xml[start..xml.IndexOf(to, start, StringComparison.Ordinal)];
    }
}
