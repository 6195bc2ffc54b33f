using System.Text;
using System.Xml;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Saml.Xml;
using RunBroker.Protocol.Tests.Saml.Signatures;
using static RunBroker.Protocol.Tests.Saml.Metadata.IdpXml;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

public sealed class SpMetadataTests
{
    private static readonly SpDescription Ours = new()
    {
        Id = "_sp1",
        EntityId = "https://broker.example/federation/saml/con_1/metadata",
        AcsUrls = ["https://broker.example/federation/saml/con_1/acs"],
        SloUrl = "https://broker.example/federation/saml/con_1/slo",
        SigningCertificates = [Certificate(1), Certificate(2)],
        EncryptionCertificates = [Certificate(3), Certificate(4)],
        AuthnRequestsSigned = true,
        WantAssertionsSigned = true,
        ValidUntil = new(2026, 5, 8, 14, 0, 0, TimeSpan.FromHours(2)),
        CacheDuration = TimeSpan.FromHours(24),
    };

    private static Element Root(SpDescription description, SpKey? signer = null) =>
        Assert.IsType<XmlResult.Read>(SafeXml.Read(SpMetadata.Write(description, signer), XmlBounds.Metadata)).Root;

    private static Element Role(SpDescription description) => Assert.Single(Root(description).Elements);

    private static IEnumerable<string?> Algorithms(Element key) =>
        key.Named(SamlNames.Metadata, "EncryptionMethod").Select(m => m["Algorithm"]);

    [Fact]
    [Spec("SDP-SP39"), Spec("SDP-SP36")]
    public void It_says_who_we_are_until_when_and_that_requests_are_signed()
    {
        var root = Root(Ours);
        Assert.True(root.Is(SamlNames.Metadata, "EntityDescriptor"));
        Assert.Equal(["_sp1", Ours.EntityId, "2026-05-08T12:00:00Z", "P1D"], root.Attributes.Select(a => a.Value));
        Assert.Equal(["ID", "entityID", "validUntil", "cacheDuration"], root.Attributes.Select(a => a.LocalName));
        var role = Assert.Single(root.Elements);
        Assert.True(role.Is(SamlNames.Metadata, "SPSSODescriptor"));
        Assert.Equal(("true", "true"), (role["AuthnRequestsSigned"], role["WantAssertionsSigned"]));
        Assert.Equal(SamlNames.Protocol, role["protocolSupportEnumeration"]);
        var modest = Role(Ours with { AuthnRequestsSigned = false, WantAssertionsSigned = false });
        Assert.Equal(("false", "false"), (modest["AuthnRequestsSigned"], modest["WantAssertionsSigned"]));
    }

    [Fact]
    [Spec("SDP-SP37"), Spec("SDP-SP38"), Spec("S-087")]
    public void Current_and_next_keys_are_published_each_for_its_use()
    {
        var keys = Role(Ours).Named(SamlNames.Metadata, "KeyDescriptor").ToList();
        Assert.Equal(["signing", "signing", "encryption", "encryption"], keys.Select(k => k["use"]));
        Assert.Equal([Base64(1), Base64(2), Base64(3), Base64(4)],
            keys.Select(k => k.SelfAndBelow().Single(e => e.Is(SamlNames.XmlDsig, "X509Certificate")).SimpleText));
        Assert.All(keys.Take(2), k => Assert.Empty(Algorithms(k)));
    }

    [Fact]
    [Spec("IIP-MD09"), Spec("S-082"), Spec("S-084")]
    public void Encryption_is_announced_best_first_and_CBC_only_where_it_is_allowed()
    {
        var keys = Role(Ours).Named(SamlNames.Metadata, "KeyDescriptor").Where(k => k["use"] == "encryption").ToList();
        Assert.All(keys, k => Assert.Equal(
            [
                SamlNames.XmlEnc11 + "aes256-gcm", SamlNames.XmlEnc11 + "aes192-gcm", SamlNames.XmlEnc11 + "aes128-gcm",
                SamlNames.XmlEnc + "rsa-oaep-mgf1p", SamlNames.XmlEnc11 + "rsa-oaep",
            ],
            Algorithms(k)));
        var withCbc = Algorithms(Role(Ours with { AllowCbc = true }).Named(SamlNames.Metadata, "KeyDescriptor").Last()).ToList();
        Assert.Equal(["aes256-cbc", "aes192-cbc", "aes128-cbc"], withCbc.Skip(3).Take(3).Select(a => a![SamlNames.XmlEnc.Length..]));
        Assert.DoesNotContain(SamlNames.XmlEnc + "rsa-1_5", withCbc);
    }

    [Fact]
    [Spec("IIP-ALG06")]
    public void Key_transport_names_a_digest_that_goes_with_the_mask_that_nobody_names()
    {
        var key = Role(Ours).Named(SamlNames.Metadata, "KeyDescriptor").Last();
        var methods = key.Named(SamlNames.Metadata, "EncryptionMethod").Where(m => m.Elements.Any());
        Assert.Equal(
            [
                [SamlNames.XmlEnc + "rsa-oaep-mgf1p", SamlNames.XmlDsig + "sha1"],
                [SamlNames.XmlEnc11 + "rsa-oaep", SamlNames.XmlDsig + "sha1"],
            ],
            methods.Select(m => m.SelfAndBelow().Select(e => e["Algorithm"]!).ToArray()));
    }

    [Fact]
    [Spec("SDP-SP08"), Spec("SDP-SP24")]
    public void Answers_come_by_POST_and_sign_outs_by_both_bindings()
    {
        var role = Role(Ours with { AcsUrls = [.. Ours.AcsUrls, "https://sso.acme.example/acs"] });
        Assert.Equal([(SamlNames.RedirectBinding, Ours.SloUrl), (SamlNames.PostBinding, Ours.SloUrl)],
            role.Named(SamlNames.Metadata, "SingleLogoutService").Select(e => (e["Binding"]!, e["Location"]!)));
        var consumers = role.Named(SamlNames.Metadata, "AssertionConsumerService").ToList();
        Assert.All(consumers, c => Assert.Equal(SamlNames.PostBinding, c["Binding"]));
        Assert.Equal([(Ours.AcsUrls[0], "0", "true"), ("https://sso.acme.example/acs", "1", null)],
            consumers.Select(c => (c["Location"]!, c["index"]!, c["isDefault"])));
    }

    [Fact]
    [Spec("SAMLMeta-2.4.4")]
    public void Elements_stand_in_the_order_of_the_schema()
    {
        var role = Role(Ours with { NameIdFormat = SamlNames.FormatPersistent, AllowCbc = true });
        Assert.Equal(["KeyDescriptor", "SingleLogoutService", "NameIDFormat", "AssertionConsumerService"],
            role.Elements.Select(e => e.LocalName).Distinct());
        Assert.Equal(SamlNames.FormatPersistent, role.Named(SamlNames.Metadata, "NameIDFormat").Single().SimpleText);
        Assert.All(role.Named(SamlNames.Metadata, "KeyDescriptor"), k => Assert.Equal("KeyInfo", k.Elements.First().LocalName));
        Assert.Empty(Role(Ours).Named(SamlNames.Metadata, "NameIDFormat"));
    }

    [Fact]
    [Spec("IIP-MD03")]
    public void On_request_it_is_signed_with_the_signature_first()
    {
        var xml = SpMetadata.Write(Ours, Signed.Key);
        var root = Assert.IsType<XmlResult.Read>(SafeXml.Read(xml, XmlBounds.Metadata)).Root;
        Assert.True(root.Elements.First().Is(SamlNames.XmlDsig, "Signature"));
        Signed.AssertVerified(SignedElement.Verify(root, [Signed.Trusted], SignaturePolicy.Strict, Signed.Now));
        Assert.True(Oracle.Verifies(Encoding.UTF8.GetString(xml), "_sp1", Signed.Trusted.Certificate));
        Assert.Null(SignedElement.SignatureOf(Root(Ours)));
    }

    [Fact]
    [Spec("S-101")]
    public void No_value_gets_out_of_its_place()
    {
        const string Hostile = "https://broker.example/\"><md:x a='&lt;' b=\"]]>";
        var root = Root(Ours with { EntityId = Hostile, AcsUrls = [Hostile], SloUrl = Hostile, NameIdFormat = Hostile });
        Assert.Equal(Hostile, root["entityID"]);
        Assert.Equal(Hostile, root.SelfAndBelow().Single(e => e.LocalName == "NameIDFormat").SimpleText);
        Assert.DoesNotContain(root.SelfAndBelow(), e => e.LocalName == "x");
        Assert.Throws<XmlException>(() => SpMetadata.Write(Ours with { Id = "1\" x=\"" }, null));
    }

    [Fact]
    public void It_is_UTF8_without_byte_order_mark_and_is_taken_for_an_app_where_a_provider_is_wanted()
    {
        var xml = SpMetadata.Write(Ours, null);
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>", Encoding.UTF8.GetString(xml), StringComparison.Ordinal);
        Assert.Equal((byte)'<', xml[0]);
        Assert.Equal(nameof(MetadataFault.ServiceProvider), Problem(Encoding.UTF8.GetString(xml)).Code);
    }

    [Fact]
    public void Without_a_place_for_answers_there_is_no_metadata() =>
        Assert.Throws<ArgumentException>(() => SpMetadata.Write(Ours with { AcsUrls = [] }, null));
}
