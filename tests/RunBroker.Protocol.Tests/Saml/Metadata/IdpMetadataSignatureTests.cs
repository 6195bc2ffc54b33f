using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Protocol.Tests.Saml.Signatures;
using static RunBroker.Protocol.Tests.Saml.Metadata.IdpXml;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

public sealed class IdpMetadataSignatureTests
{
    private static readonly MetadataAsk Pinned = new() { Signers = [Signed.Trusted] };

    public static string Sign(string xml, SpKey key) => Encoding.UTF8.GetString(XmlSigner.Sign(Encoding.UTF8.GetBytes(xml), key));

    [Fact]
    [Spec("S-121"), Spec("IIP-MD03")]
    public void A_signed_document_is_verified_by_the_pinned_key_and_says_so()
    {
        var metadata = Taken(Sign(Good, Signed.Key), Pinned);
        Assert.True(metadata.SignatureVerified);
        Assert.Equal(2, metadata.SigningCertificates.Length);
    }

    [Fact]
    [Spec("S-121")]
    public void Without_a_pinned_key_a_signature_is_not_looked_at_and_nothing_says_it_was()
    {
        Assert.False(Taken(Sign(Good, Signed.Stranger)).SignatureVerified);
        Assert.False(Taken(Sign(Good, Signed.Key).With("/sso\"", "/changed\"")).SignatureVerified);
    }

    [Fact]
    [Spec("S-121")]
    public void With_a_pinned_key_a_document_without_signature_is_refused() =>
        Assert.Equal((nameof(MetadataFault.NotSigned), "metadata_xml"), (Problem(Good, Pinned).Code, Problem(Good, Pinned).Field));

    [Theory]
    [Spec("S-121"), Spec("S-034")]
    [InlineData("https://idp.example/sso\"", "https://evil.example/sso\"")]
    [InlineData("entityID=\"https://idp.example", "entityID=\"https://evil.example")]
    [InlineData("2026-06-01", "2036-06-01")]
    public void What_was_changed_after_signing_is_refused(string part, string by)
    {
        var problem = Problem(Sign(Good, Signed.Key).With(part, by), Pinned);
        Assert.Equal((nameof(MetadataFault.BadSignature), nameof(SamlReason.WrongDigest)), (problem.Code, problem.Got));
    }

    [Fact]
    [Spec("S-121"), Spec("S-035")]
    public void A_strangers_signature_is_refused_though_it_brings_its_certificate()
    {
        var problem = Problem(Sign(Good, Signed.Stranger), Pinned);
        Assert.Equal((nameof(MetadataFault.BadSignature), nameof(SamlReason.BadSignature)), (problem.Code, problem.Got));
    }

    [Fact]
    [Spec("S-121"), Spec("IIP-MD03")]
    public void The_key_inside_the_document_is_not_a_key_to_verify_the_document_with()
    {
        var own = Broken(Base64(1), Convert.ToBase64String(Signed.Stranger.Certificate.Span));
        Assert.Equal(nameof(MetadataFault.BadSignature), Problem(Sign(own, Signed.Stranger), Pinned).Code);
    }

    [Fact]
    [Spec("S-121"), Spec("S-036")]
    public void Each_pinned_key_is_tried() =>
        Assert.True(Taken(Sign(Good, Signed.Stranger), new() { Signers = [Signed.Trusted, Signed.Trust(Signed.Stranger.Certificate)] })
            .SignatureVerified);

    [Fact]
    [Spec("S-122"), Spec("S-126")]
    public void An_entity_that_is_signed_itself_is_verified_inside_an_unsigned_group()
    {
        var group = Group("validUntil=\"2026-05-20T00:00:00Z\"", Entity("a"), Sign(Entity("b"), Signed.Key));
        var metadata = Taken(group, Pinned with { EntityId = "https://b.example/idp" });
        Assert.True(metadata.SignatureVerified);
        // The group's end was not signed. It can only shorten.
        Assert.Equal(new DateTimeOffset(2026, 5, 20, 0, 0, 0, TimeSpan.Zero), metadata.ValidUntil);
        Assert.Equal(nameof(MetadataFault.NotSigned), Problem(group, Pinned with { EntityId = "https://a.example/idp" }).Code);
    }

    [Fact]
    [Spec("S-122")]
    public void The_entity_used_is_inside_the_signed_group()
    {
        var group = Sign(Group("ID=\"_g\"", Entity("a"), Entity("b")), Signed.Key);
        Assert.Equal("https://b.example/idp", Taken(group, Pinned with { EntityId = "https://b.example/idp" }).EntityId);

        // The signed group moved under a new root, an unsigned entity beside it.
        var wrapped = Group("", group, Entity("evil"));
        Assert.Equal(nameof(MetadataFault.NotSigned), Problem(wrapped, Pinned with { EntityId = "https://evil.example/idp" }).Code);
        Assert.Equal(nameof(MetadataFault.NotSigned), Problem(wrapped, Pinned with { EntityId = "https://a.example/idp" }).Code);
    }

    [Fact]
    [Spec("S-122")]
    public void What_members_of_a_signed_group_signed_themselves_is_neither_needed_nor_trusted()
    {
        var group = Sign(Group("ID=\"_g\"", Sign(Entity("a"), Signed.Stranger), Entity("b")), Signed.Key);
        Assert.True(Taken(group, Pinned with { EntityId = "https://a.example/idp" }).SignatureVerified);
        var strangers = Sign(Group("ID=\"_g\"", Sign(Entity("a"), Signed.Key)), Signed.Stranger);
        Assert.Equal(nameof(MetadataFault.BadSignature), Problem(strangers, Pinned with { EntityId = "https://a.example/idp" }).Code);
    }

    public static TheoryData<string, string, string> Wrappings()
    {
        var signed = Sign(Good, Signed.Key);
        var start = signed.IndexOf("<ds:Signature", StringComparison.Ordinal);
        var signature = signed[start..(signed.IndexOf("</ds:Signature>", StringComparison.Ordinal) + 15)];
        var original = "<md:Extensions>" + signed + "</md:Extensions>";
        var evil = Broken("idp.example/sso", "evil.example/sso");
        var otherId = evil.With("\"_m1\"", "\"_m2\"");
        var inObject = signature.With("</ds:Signature>", "<ds:Object>" + signed.Without(signature) + "</ds:Object></ds:Signature>");
        var inside = evil.IndexOf('>', StringComparison.Ordinal) + 1;
        return new()
        {
            { "signature carried over", evil.Insert(inside, signature), nameof(SamlReason.WrongDigest) },
            { "original in Extensions, same ID", evil.Insert(inside, signature + original), nameof(SamlReason.DuplicateId) },
            { "original in Extensions, other ID", otherId.Insert(inside, signature + original), nameof(SamlReason.WrongReference) },
            { "original in the signature", otherId.Insert(inside, inObject), nameof(SamlReason.MalformedSignature) },
            { "two signatures", signed.Insert(start, signature), nameof(SamlReason.MisplacedSignature) },
        };
    }

    [Theory, MemberData(nameof(Wrappings))]
    [Spec("S-122"), Spec("S-022"), Spec("S-023"), Spec("S-024")]
    public void A_wrapped_signature_gets_no_one_elses_address_in(string attack, string xml, string reason)
    {
        var problem = Problem(xml, Pinned);
        Assert.True(problem.Code == nameof(MetadataFault.BadSignature), attack);
        Assert.StartsWith(reason, problem.Got!, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("S-122")]
    public void A_signature_deeper_down_does_not_make_the_document_signed()
    {
        var hidden = Broken("<md:NameIDFormat>", "<md:Extensions>" + Sign(Entity("a"), Signed.Key) + "</md:Extensions><md:NameIDFormat>");
        Assert.Equal(nameof(MetadataFault.NotSigned), Problem(hidden, Pinned).Code);
    }

    [Fact]
    [Spec("S-027"), Spec("S-122")]
    public void Metadata_signed_with_SHA1_is_refused()
    {
        using var key = RSA.Create();
        key.ImportPkcs8PrivateKey(Signed.Key.ExportPkcs8(), out _);
        var sha1 = Oracle.Sign(Good, "_m1", key, "http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1");
        Assert.StartsWith(nameof(SamlReason.AlgorithmNotAllowed), Problem(sha1, Pinned).Got!, StringComparison.Ordinal);
        Assert.True(Taken(Oracle.Sign(Good, "_m1", key), Pinned).SignatureVerified);
    }
}
