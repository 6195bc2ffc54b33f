using System.Collections.Immutable;
using System.Text.RegularExpressions;
using RunBroker.Cases;
using RunBroker.Http.Outbound;
using RunBroker.Pages.Words;
using RunBroker.Protocol.Oidc;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.Protocol.Saml;
using RunBroker.Protocol.Saml.Metadata;
using RunBroker.Tests.House;

namespace RunBroker.Tests.Cases;

/// <summary>Every code has a row, every row a code, and every row its words.</summary>
public sealed partial class CauseCatalogueTests
{
    /// <summary>What a case cannot end with: these are warnings, of which a sign-in hears nothing.</summary>
    private static readonly ImmutableArray<string> Warnings =
    [
        .. new[] { DiscoveryFault.PkceNotListed, DiscoveryFault.ScopeNotListed, DiscoveryFault.NoEndSession }.Select(f => $"discovery.{f}"),
        .. new[]
        {
            MetadataFault.BadCacheDuration, MetadataFault.UnusableCertificate, MetadataFault.KeyWithoutCertificate, MetadataFault.UnknownKeyUse,
            MetadataFault.TooManyCertificates, MetadataFault.CertificateExpired, MetadataFault.TooManyEndpoints, MetadataFault.SeveralRoles,
        }.Select(f => $"metadata.{f}"),
    ];

    private static readonly ImmutableArray<string> Folders = ["Authorize", "SignIns", "Upstream", "Tenancy", "Sessions"];

    /// <summary>By whom each is told, and of which protocol.</summary>
    private static IEnumerable<(string Code, string? Protocol)> Codes() =>
    [
        .. Enum.GetValues<UpstreamReason>().Select(r => ($"upstream.{r}", (string?)"oidc")),
        .. Enum.GetValues<SamlReason>().Select(r => ($"upstream.{r}", (string?)"saml")),
        .. Enum.GetValues<DiscoveryFault>().Select(f => ($"discovery.{f}", (string?)"oidc")),
        .. Enum.GetValues<MetadataFault>().Select(f => ($"metadata.{f}", (string?)"saml")),
        .. Enum.GetValues<OutboundReason>().SelectMany(r => NetworkCauses.Legs, (r, leg) => ($"upstream.{leg}.{r}", (string?)"oidc")),
        .. AuthorizeRules.All.Select(r => ($"request.{r.Error}", (string?)null)),
        .. Enum.GetValues<PersonError>().Select(e => ($"request.{e}", (string?)null)),
        // session.{error} of NextStep, metadata.{code} of SamlFacts, and a statement of the cleanup.
        .. new[] { "session.login_required", "session.invalid_request", "session.access_denied" }.Select(c => (c, (string?)null)),
        .. new[] { "metadata.Missing", "metadata.NotFetchedYet", "metadata.NoUsableKey" }.Select(c => (c, (string?)"saml")),
        .. new[] { "mapping.Missing.email", "mapping.Missing.first_name", "sign_in.Abandoned" }.Select(c => (c, (string?)null)),
        .. Literals().Select(c => (c, (string?)null)),
    ];

    [Fact, Spec("contract-6")]
    public void Every_code_that_a_case_can_end_with_has_a_row() =>
        Offences.None(Codes().Where(c => !Warnings.Contains(c.Code) && CauseCatalogue.Of(c.Code, c.Protocol) is null).Select(c => $"{c.Code} {c.Protocol}"));

    [Fact, Spec("contract-6")]
    public void Every_row_is_of_codes_that_exist_and_no_code_has_two()
    {
        var known = Codes().Select(c => c.Code).ToHashSet(StringComparer.Ordinal);
        Offences.None(CauseCatalogue.All.SelectMany(c => c.Codes).Where(c => !known.Contains(c)));
        Offences.None(CauseCatalogue.All.SelectMany(c => c.Codes, (c, code) => (code, c.Protocol)).GroupBy(c => c).Where(g => g.Count() > 1).Select(g => g.Key.ToString()));
    }

    [Fact, Spec("contract-6")]
    public void The_literals_of_the_source_are_found() =>
        Assert.Superset(new HashSet<string> { "sign_in.WrongState", "connection.Changed", "login_url.NoDefaultApp", "tenant.Gone", "form.Token", "slo.NotAsked" }, Literals().ToHashSet());

    [Theory, Spec("contract-6")]
    [InlineData(Language.English)]
    [InlineData(Language.Portuguese)]
    public void Every_row_says_what_happened_what_it_means_and_what_to_do(Language language)
    {
        Offences.None(CauseCatalogue.All.Where(c => c.Text(language) is not { Title.Length: > 10 and <= 100, Explanation.Length: > 10, Fix.Length: > 15 })
            .Select(c => $"{c.Codes[0]}: {c.Text(language)}"));
        // A title is a heading; the rest are sentences.
        Offences.None(CauseCatalogue.All.Where(c => c.Text(language).Title.EndsWith('.') || !Sentence(c.Text(language).Explanation) || !Sentence(c.Text(language).Fix))
            .Select(c => $"{c.Codes[0]}: {c.Text(language)}"));
    }

    [Fact, Spec("contract-6")]
    public void No_two_rows_of_one_protocol_have_the_same_title()
    {
        foreach (var language in Enum.GetValues<Language>())
        {
            Offences.None(CauseCatalogue.All.GroupBy(c => (c.Protocol, c.Text(language).Title)).Where(g => g.Count() > 1).Select(g => g.Key.ToString()));
        }
    }

    [Fact, Spec("contract-6")]
    public void The_two_languages_are_two() =>
        Offences.None(CauseCatalogue.All.Where(c => c.English.Explanation == c.Portuguese.Explanation || c.English.Fix == c.Portuguese.Fix).Select(c => c.Codes[0]));

    [Fact, Spec("S-085")]
    public void However_decryption_fails_there_is_one_cause_with_one_text()
    {
        var saml = CauseCatalogue.Of($"upstream.{SamlReason.DecryptionFailed}", "saml");
        Assert.Same(saml, CauseCatalogue.Of($"upstream.{UpstreamReason.Undecryptable}", "oidc"));
        Assert.Same(saml, Assert.Single(CauseCatalogue.All, c => c.English.Title.Contains("encrypted answer", StringComparison.Ordinal)));
        Assert.DoesNotContain("padding", saml!.English + saml.Portuguese.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory, Spec("contract-6")]
    [InlineData("https://acme.okta.com/oauth2/default", "Okta")]
    [InlineData("https://login.microsoftonline.com/11111111-1111-4111-8111-111111111111/v2.0", "Entra")]
    [InlineData("https://sts.windows.net/11111111-1111-4111-8111-111111111111/", "Entra")]
    [InlineData("https://accounts.google.com", "Google")]
    [InlineData("https://acme.eu.auth0.com/", "Auth0")]
    [InlineData("https://acme.onelogin.com/oidc/2", "OneLogin")]
    [InlineData("https://auth.pingone.eu/x/as", "Ping")]
    [InlineData("https://sso.acme.example/realms/acme", "Keycloak")]
    [InlineData("https://fs.acme.example/adfs", "Adfs")]
    [InlineData("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_x", "Cognito")]
    [InlineData("https://evil-okta.com", "Unknown")]
    [InlineData("https://okta.com.evil.example", "Unknown")]
    [InlineData("urn:acme:idp", "Unknown")]
    [InlineData(null, "Unknown")]
    public void A_provider_is_known_by_its_addresses(string? address, string kind) => Assert.Equal(kind, ProviderKinds.Of(address).ToString());

    [Fact, Spec("contract-6")]
    public void Every_topic_has_a_sentence_for_providers_that_nobody_knows_and_every_console_its_own_names()
    {
        foreach (var topic in Enum.GetValues<ConsoleTopic>().Where(t => t != ConsoleTopic.None))
        {
            Assert.NotEqual(
                ConsolePlaces.Of(topic, ProviderKind.Unknown, "oidc", Language.English), ConsolePlaces.Of(topic, ProviderKind.Unknown, "oidc", Language.Portuguese));
        }

        foreach (var kind in Enum.GetValues<ProviderKind>().Where(k => k != ProviderKind.Unknown))
        {
            Assert.StartsWith(kind.Name(), ConsolePlaces.Of(ConsoleTopic.Credentials, kind, "oidc", Language.Portuguese), StringComparison.Ordinal);
            Assert.True(ConsolePlaces.All.Count(p => p.Kind == kind) >= 8, $"{kind}");
        }

        Offences.None(ConsolePlaces.All.GroupBy(p => (p.Kind, p.Topic, p.Protocol)).Where(g => g.Count() > 1).Select(g => g.Key.ToString()));
        Assert.Null(ConsolePlaces.Of(ConsoleTopic.None, ProviderKind.Okta, "oidc", Language.English));
    }

    private static bool Sentence(string text) => text.EndsWith('.') && text.Length > 10;

    private static IEnumerable<string> Literals() => SourceTree.Code("src/RunBroker")
        .Where(f => Folders.Any(folder => f.Folder.StartsWith("src/RunBroker/" + folder, StringComparison.Ordinal)))
        .SelectMany(f => f.Lines).SelectMany(l => Literal().Matches(l)).Select(m => m.Groups[1].Value).Distinct(StringComparer.Ordinal);

    // As codes are written: a small word, a dot, a name. Audit types have a small letter behind the dot.
    [GeneratedRegex("\"((?:request|session|sign_in|tenant|connection|user|access|form|acs|slo|login_url|upstream|discovery|metadata|mapping)\\.[A-Z][A-Za-z]+)\"")]
    private static partial Regex Literal();
}
