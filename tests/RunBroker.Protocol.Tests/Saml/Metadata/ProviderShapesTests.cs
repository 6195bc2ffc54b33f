using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Protocol.Tests.Saml.Signatures;
using static RunBroker.Protocol.Tests.Saml.Metadata.IdpXml;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

public sealed class ProviderShapesTests
{
    public static TheoryData<string> Providers =>
        [.. Directory.GetDirectories(Fixtures).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];

    [Fact]
    [Spec("TG-01")]
    public void The_usual_providers_have_a_fixture() => Assert.Superset(
        new HashSet<string>
        {
            "adfs", "auth0", "entra-id", "google-workspace", "keycloak", "okta", "onelogin", "pingfederate", "shibboleth", "simplesamlphp",
        },
        Directory.GetDirectories(Fixtures).Select(d => Path.GetFileName(d)).ToHashSet());

    [Theory, MemberData(nameof(Providers))]
    [Spec("TG-01"), Spec("S-124"), Spec("S-126")]
    public void Metadata_in_the_shape_of_each_provider_is_read_whole(string provider)
    {
        var (xml, wanted) = Fixture(provider);
        var metadata = Taken(IdpMetadataDocument.Read(xml, new() { EntityId = wanted.GetProperty("ask").GetString() }, Now));
        AssertRead(wanted, metadata);
        Assert.False(metadata.SignatureVerified);
    }

    [Theory, MemberData(nameof(Providers))]
    [Spec("S-121"), Spec("S-122"), Spec("IIP-MD03")]
    public void Where_the_provider_signs_its_metadata_the_signature_is_verified_and_no_changed_octet_passes(string provider)
    {
        var (xml, wanted) = Fixture(provider);
        var signer = wanted.GetProperty("signer").GetString();
        var ask = new MetadataAsk
        {
            EntityId = wanted.GetProperty("ask").GetString(),
            Signers = [signer is null ? Signed.Trusted : Signed.Trust(Convert.FromBase64String(signer))],
        };
        if (signer is null)
        {
            Assert.Equal([nameof(MetadataFault.NotSigned)], Codes(Refused(IdpMetadataDocument.Read(xml, ask, Now))));
            return;
        }

        var metadata = Taken(IdpMetadataDocument.Read(xml, ask, Now));
        AssertRead(wanted, metadata);
        Assert.True(metadata.SignatureVerified);

        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(xml).With("https://", "https://x"));
        Assert.Equal(nameof(SamlReason.WrongDigest), Assert.Single(Refused(IdpMetadataDocument.Read(changed, ask, Now))).Got);
        var stranger = ask with { Signers = [Signed.Trusted] };
        Assert.Equal([nameof(MetadataFault.BadSignature)], Codes(Refused(IdpMetadataDocument.Read(xml, stranger, Now))));
    }

    [Fact]
    [Spec("S-127")]
    public void Texts_for_people_in_the_metadata_are_not_looked_at()
    {
        var (xml, _) = Fixture("shibboleth");
        Assert.Contains("javascript:", Encoding.UTF8.GetString(xml), StringComparison.Ordinal);
        Assert.Empty(Taken(IdpMetadataDocument.Read(xml, new(), Now)).Warnings);
    }

    [Fact]
    [Spec("S-126")]
    public void Of_the_federation_each_identity_provider_can_be_asked_for_and_without_a_name_both_are_listed()
    {
        var (xml, _) = Fixture("federation");
        Assert.Equal("https://university-a.example/sso",
            Taken(IdpMetadataDocument.Read(xml, new() { EntityId = "https://university-a.example/idp" }, Now)).SsoEndpoints[0].Url);
        var problem = Assert.Single(Refused(IdpMetadataDocument.Read(xml, new(), Now)));
        Assert.Equal("https://university-a.example/idp https://university-b.example/idp", problem.Got);
    }

    private static void AssertRead(JsonElement wanted, IdpMetadata metadata)
    {
        Assert.Equal(wanted.GetProperty("entityId").GetString(), metadata.EntityId);
        Assert.Equal(Endpoints(wanted.GetProperty("sso")), metadata.SsoEndpoints);
        Assert.Equal(Endpoints(wanted.GetProperty("slo")), metadata.SloEndpoints);
        Assert.Equal(Texts(wanted.GetProperty("certificates")),
            metadata.SigningCertificates.Select(c => Convert.ToHexString(SHA256.HashData(c.Span))));
        Assert.Equal(Texts(wanted.GetProperty("nameIdFormats")), metadata.NameIdFormats);
        Assert.Equal(Texts(wanted.GetProperty("warnings")), Codes(metadata.Warnings));
        Assert.Equal(wanted.GetProperty("wantAuthnRequestsSigned").GetBoolean(), metadata.WantAuthnRequestsSigned);
        Assert.Equal(wanted.GetProperty("validUntil").GetString(),
            metadata.ValidUntil?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Assert.Equal(wanted.GetProperty("cacheDuration").GetString(), metadata.CacheDuration?.ToString("c", CultureInfo.InvariantCulture));
    }

    private static IEnumerable<SamlEndpoint> Endpoints(JsonElement list) =>
        list.EnumerateArray().Select(e => Texts(e)).Select(e => new SamlEndpoint(e[0], e[1], e.Length > 2 ? e[2] : null));

    private static ImmutableArray<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(t => t.GetString()!)];

    private static ImmutableArray<MetadataProblem> Refused(MetadataResult result) => Assert.IsType<MetadataResult.Refused>(result).Problems;

    private static (byte[] Xml, JsonElement Wanted) Fixture(string provider) => (
        File.ReadAllBytes(Path.Combine(Fixtures, provider, "metadata.xml")),
        JsonElement.Parse(File.ReadAllBytes(Path.Combine(Fixtures, provider, "expected.json"))));

    private static string Fixtures
    {
        get
        {
            var root = AppContext.BaseDirectory;
            while (!File.Exists(Path.Combine(root, "RunBroker.sln")))
                root = Path.GetDirectoryName(root) ?? throw new DirectoryNotFoundException("RunBroker.sln is in no folder above.");
            return Path.Combine(root, "tests", "RunBroker.Protocol.Tests", "Saml", "Metadata", "Fixtures");
        }
    }
}
