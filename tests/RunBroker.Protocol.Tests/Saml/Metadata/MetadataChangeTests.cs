using System.Security.Cryptography;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using static RunBroker.Protocol.Tests.Saml.Metadata.IdpXml;

namespace RunBroker.Protocol.Tests.Saml.Metadata;

public sealed class MetadataChangeTests
{
    private static readonly IdpMetadata Stored = Taken(Good);

    private static MetadataChange To(IdpMetadata fetched, MetadataOrigin origin = MetadataOrigin.PinnedAddress) =>
        MetadataChange.Between(Stored, fetched, origin);

    private static IEnumerable<string> Automatic(IdpMetadata fetched, MetadataOrigin origin = MetadataOrigin.PinnedAddress) =>
        Assert.IsType<MetadataChange.Automatic>(To(fetched, origin)).Differences.Select(d => $"{d.Kind} {d.Detail}");

    private static IEnumerable<MetadataDoubt> Doubts(IdpMetadata fetched, MetadataOrigin origin = MetadataOrigin.PinnedAddress) =>
        Assert.IsType<MetadataChange.NeedsConfirmation>(To(fetched, origin)).Doubts.Select(d => d.Doubt);

    private static string Thumbprint(int number) => Convert.ToHexString(SHA256.HashData(Certificate(number)));

    private static ReadOnlyMemory<byte>[] Keys(params ReadOnlySpan<int> numbers) =>
        [.. numbers.ToArray().Select(n => (ReadOnlyMemory<byte>)Certificate(n))];

    private static SamlEndpoint Sso(string url) => new(SamlNames.RedirectBinding, url);

    [Fact]
    [Spec("S-125")]
    public void The_same_document_is_no_change_also_in_another_order_and_with_another_end()
    {
        Assert.IsType<MetadataChange.Unchanged>(To(Taken(Good), MetadataOrigin.Elsewhere));
        Assert.IsType<MetadataChange.Unchanged>(To(Stored with
        {
            SigningCertificates = [.. Keys(2, 1)],
            SsoEndpoints = [.. Stored.SsoEndpoints.Reverse()],
            ValidUntil = Now.AddYears(1),
            CacheDuration = null,
            Warnings = [new("certificates", "x", "x", null, "x")],
        }, MetadataOrigin.Elsewhere));
    }

    [Fact]
    [Spec("S-125"), Spec("S-036")]
    public void A_rollover_with_overlap_and_one_without_are_taken_from_the_pinned_address()
    {
        Assert.Equal(["CertificateAdded " + Thumbprint(4)], Automatic(Stored with { SigningCertificates = [.. Keys(1, 2, 4)] }));
        Assert.Equal(["CertificateAdded " + Thumbprint(4), "CertificateRemoved " + Thumbprint(1), "CertificateRemoved " + Thumbprint(2)],
            Automatic(Stored with { SigningCertificates = [.. Keys(4)] }));
    }

    [Fact]
    [Spec("S-125")]
    public void Other_keys_from_elsewhere_are_taken_only_where_the_document_is_signed()
    {
        var other = Stored with { SigningCertificates = [.. Keys(1, 4)] };
        Assert.Equal([MetadataDoubt.KeysFromElsewhere], Doubts(other, MetadataOrigin.Elsewhere));
        Assert.Equal(["CertificateAdded " + Thumbprint(4), "CertificateRemoved " + Thumbprint(2)],
            Automatic(other with { SignatureVerified = true }, MetadataOrigin.Elsewhere));
    }

    [Fact]
    [Spec("S-125"), Spec("S-123")]
    public void No_keys_at_all_are_never_taken_by_themselves() =>
        Assert.Equal([MetadataDoubt.AllKeysRemoved], Doubts(Stored with { SigningCertificates = [], SignatureVerified = true }));

    [Fact]
    [Spec("S-125")]
    public void Another_entity_ID_is_another_provider_and_waits()
    {
        var other = Stored with { EntityId = EntityId + "/", SignatureVerified = true };
        var change = Assert.IsType<MetadataChange.NeedsConfirmation>(To(other));
        var doubt = Assert.Single(change.Doubts);
        Assert.Equal(MetadataDoubt.EntityIdChanged, doubt.Doubt);
        Assert.Contains(EntityId + "/", doubt.Says, StringComparison.Ordinal);
    }

    [Theory]
    [Spec("S-125")]
    [InlineData("https://evil.example/sso")]
    [InlineData("https://idp.example.evil/sso")]
    [InlineData("https://idp.example:8443/sso")]
    [InlineData("http://idp.example/sso")]
    public void Another_host_port_or_scheme_to_sign_in_at_waits_even_when_signed(string url)
    {
        var moved = Stored with { SsoEndpoints = [.. Stored.SsoEndpoints, Sso(url)], SignatureVerified = true };
        Assert.Equal([MetadataDoubt.SsoHostChanged], Doubts(moved));
        var change = Assert.IsType<MetadataChange.NeedsConfirmation>(To(moved));
        Assert.Equal($"SsoEndpointAdded {url} (HTTP-Redirect)", $"{change.Differences[0].Kind} {change.Differences[0].Detail}");
    }

    [Fact]
    [Spec("S-125")]
    public void Another_path_on_the_same_host_is_taken()
    {
        Assert.Equal(
            ["SsoEndpointAdded https://IDP.example/sso2 (HTTP-Redirect)", "SsoEndpointRemoved https://idp.example/sso (HTTP-Redirect)"],
            Automatic(Stored with { SsoEndpoints = [Sso("https://IDP.example/sso2"), Stored.SsoEndpoints[1]] }));
        Assert.Equal(["SsoEndpointRemoved https://idp.example/sso-post (HTTP-POST)"],
            Automatic(Stored with { SsoEndpoints = [Stored.SsoEndpoints[0]] }));
    }

    [Fact]
    [Spec("S-125"), Spec("S-115")]
    public void Another_host_to_sign_out_at_waits_but_not_one_where_people_sign_in()
    {
        var elsewhere = new SamlEndpoint(SamlNames.PostBinding, "https://idp.example/slo", "https://evil.example/answers");
        Assert.Equal([MetadataDoubt.SloHostChanged], Doubts(Stored with { SloEndpoints = [elsewhere] }));
        var first = MetadataChange.Between(
            Stored with { SloEndpoints = [] },
            Stored with { SloEndpoints = [new(SamlNames.PostBinding, "https://idp.example/new")] },
            MetadataOrigin.PinnedAddress);
        Assert.Equal([new(MetadataDifferenceKind.SloEndpointAdded, "https://idp.example/new (HTTP-POST)")],
            Assert.IsType<MetadataChange.Automatic>(first).Differences);
    }

    [Fact]
    public void What_else_changes_is_named()
    {
        Assert.Equal(["WantAuthnRequestsSigned no", "NameIdFormats a b"],
            Automatic(Stored with { WantAuthnRequestsSigned = false, NameIdFormats = ["a", "b"] }, MetadataOrigin.Elsewhere));
        Assert.Equal(["SloEndpointRemoved https://idp.example/slo (HTTP-POST, answers to https://idp.example/slo-answers)"],
            Automatic(Stored with { SloEndpoints = [] }));
    }

    [Fact]
    [Spec("S-125")]
    public void Every_doubt_is_told_at_once_in_sentences()
    {
        var all = To(Stored with
        {
            EntityId = "https://evil.example",
            SigningCertificates = [.. Keys(4)],
            SsoEndpoints = [Sso("https://evil.example/")],
            SloEndpoints = [new(SamlNames.PostBinding, "https://worse.example/")],
        }, MetadataOrigin.Elsewhere);
        var change = Assert.IsType<MetadataChange.NeedsConfirmation>(all);
        Assert.Equal(
            [MetadataDoubt.EntityIdChanged, MetadataDoubt.KeysFromElsewhere, MetadataDoubt.SsoHostChanged, MetadataDoubt.SloHostChanged],
            change.Doubts.Select(d => d.Doubt));
        Assert.All([.. change.Doubts.Select(d => d.Says), .. change.Differences.Select(d => d.Says)],
            says => Assert.EndsWith(".", says, StringComparison.Ordinal));
        Assert.Equal("NeedsConfirmation", all.Match(_ => "Unchanged", _ => "Automatic", _ => "NeedsConfirmation"));
    }

    [Fact]
    public void Every_kind_of_difference_has_its_sentence() => Assert.All(Enum.GetValues<MetadataDifferenceKind>(),
        kind => Assert.Contains("detail", new MetadataDifference(kind, "detail").Says, StringComparison.Ordinal));
}
