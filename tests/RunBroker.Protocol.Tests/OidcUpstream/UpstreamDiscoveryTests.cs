using System.Text.Json.Nodes;
using RunBroker.Protocol.OidcUpstream;
using static RunBroker.Protocol.Tests.OidcUpstream.Upstream;

namespace RunBroker.Protocol.Tests.OidcUpstream;

public sealed class UpstreamDiscoveryTests
{
    private static readonly DiscoverySettings Settings = new() { ClientId = "our client" };

    [Theory]
    [Spec("TG-05")]
    [InlineData("https://dev-x.us.auth0.com")]
    [InlineData("https://dev-x.us.auth0.com/")]
    [InlineData("  https://DEV-x.us.auth0.com:443/.well-known/openid-configuration ")]
    [InlineData("https://dev-x.us.auth0.com/.well-known/openid-configuration/")]
    public void An_issuer_is_found_however_it_was_typed(string typed)
    {
        var issuer = Typed(typed);
        Assert.Equal("https://dev-x.us.auth0.com/.well-known/openid-configuration", issuer.WellKnownUrl);
        foreach (var own in new[] { "https://dev-x.us.auth0.com", "https://dev-x.us.auth0.com/" })
            Assert.Equal(own, Found(Document(d => d["issuer"] = own), typed).Discovery.Trust.Issuer);
    }

    [Theory]
    [Spec("TG-05")]
    [InlineData("https://idp.example/realms/acme/", "https://idp.example/realms/acme/.well-known/openid-configuration")]
    [InlineData("https://idp.example:8443/a/.well-known/openid-configuration",
        "https://idp.example:8443/a/.well-known/openid-configuration")]
    [InlineData(EntraUpstream.Template, "https://login.microsoftonline.com/organizations/v2.0/.well-known/openid-configuration")]
    public void The_path_of_an_issuer_is_kept(string typed, string wellKnown) => Assert.Equal(wellKnown, Typed(typed).WellKnownUrl);

    [Theory]
    [InlineData(null, DiscoveryFault.IssuerMissing)]
    [InlineData("  ", DiscoveryFault.IssuerMissing)]
    [InlineData("idp.example", DiscoveryFault.IssuerNotUrl)]
    [InlineData("ftp://idp.example", DiscoveryFault.IssuerNotUrl)]
    [InlineData("https://user:pw@idp.example", DiscoveryFault.IssuerNotUrl)]
    [InlineData("https://idp.example?x=1", DiscoveryFault.IssuerNotUrl)]
    [InlineData("https://idp.example#x", DiscoveryFault.IssuerNotUrl)]
    [InlineData("https://", DiscoveryFault.IssuerNotUrl)]
    [InlineData("http://idp.example", DiscoveryFault.NotHttps)]
    public void An_address_no_provider_can_have_is_refused_where_it_was_typed(string? typed, DiscoveryFault fault)
    {
        var problem = Assert.IsType<TypedIssuerResult.Refused>(TypedIssuer.Parse(typed)).Problem;
        Assert.Equal(("issuer_url", fault), (problem.Field, problem.Code));
        Assert.NotEmpty(problem.Fix);
    }

    [Fact]
    [Spec("OIDCD-4.2")]
    public void Oidcc_client_test_discovery_openid_config()
    {
        var found = Found(Document());
        var trust = found.Discovery.Trust;
        Assert.Equal(("https://idp.example", "our client", "https://idp.example/authorize", "https://idp.example/token",
            "https://idp.example/userinfo"),
            (trust.Issuer, trust.ClientId, trust.AuthorizationEndpoint, trust.TokenEndpoint, trust.UserInfoEndpoint));
        Assert.True(trust.SendsIss && found.Discovery.SupportsFormPost);
        Assert.Equal(["RS256"], trust.IdTokenAlgorithms);
        Assert.Equal(UpstreamAuthMethod.ClientSecretBasic, trust.AuthMethod);
        Assert.Empty(found.Warnings);
    }

    [Fact]
    [Spec("OIDCD-3")]
    public void Oidcc_client_test_discovery_jwks_uri_keys() =>
        Assert.Equal("https://idp.example/jwks", Found(Document()).Discovery.Trust.JwksUri);

    [Theory]
    [Spec("O-080"), Spec("OIDCD-4.3")]
    [InlineData("https://idp.example.evil")]
    [InlineData("https://IDP.example")]
    [InlineData("https://idp.example//")]
    [InlineData("https://idp.example:443")]
    [InlineData("http://idp.example")]
    public void Oidcc_client_test_discovery_issuer_mismatch(string issuer)
    {
        var problem = Problem(d => d["issuer"] = issuer);
        Assert.Equal((DiscoveryFault.IssuerMismatch, "https://idp.example", issuer), (problem.Code, problem.Wanted, problem.Got));
    }

    private static readonly Dictionary<DiscoveryFault, Func<DiscoveryProblem>> Broken = new()
    {
        [DiscoveryFault.TooLarge] = () =>
            Refused(UpstreamDiscovery.Read(new byte[UpstreamLimits.Answer + 1], Typed("https://idp.example"), Settings)),
        [DiscoveryFault.NotJson] = () => Refused(UpstreamDiscovery.Read(Bytes("<html>"), Typed("https://idp.example"), Settings)),
        [DiscoveryFault.IssuerMismatch] = () => Problem(d => d.Remove("issuer")),
        [DiscoveryFault.EntraTenantsMissing] = () =>
            Problem(d => d["issuer"] = EntraUpstream.Template, "https://login.microsoftonline.com/common/v2.0"),
        [DiscoveryFault.EntraTenantNotId] = () =>
            Problem(d => d["issuer"] = EntraUpstream.Template, "https://login.microsoftonline.com/common/v2.0",
                Settings with { EntraTenants = ["acme.example"] }),
        [DiscoveryFault.AuthMethodNeedsOneIssuer] = () => Problem(
            d => { d["issuer"] = EntraUpstream.Template; d["token_endpoint_auth_methods_supported"] = new JsonArray("private_key_jwt"); },
            "https://login.microsoftonline.com/common/v2.0",
                Settings with { EntraTenants = [EntraUpstream.Tenant], AuthMethod = UpstreamAuthMethod.PrivateKeyJwt }),
        [DiscoveryFault.MemberMissing] = () => Problem(d => d.Remove("jwks_uri")),
        [DiscoveryFault.EndpointNotUrl] = () => Problem(d => d["token_endpoint"] = "/token"),
        [DiscoveryFault.NotHttps] = () => Problem(d => d["userinfo_endpoint"] = "http://idp.example/userinfo"),
        [DiscoveryFault.CodeFlowUnsupported] = () => Problem(d => d["response_types_supported"] = new JsonArray("id_token")),
        [DiscoveryFault.AlgorithmUnsupported] = () =>
            Problem(d => d["id_token_signing_alg_values_supported"] = new JsonArray("HS256", "ES256")),
        [DiscoveryFault.AuthMethodUnsupported] = () =>
            Problem(d => d["token_endpoint_auth_methods_supported"] = new JsonArray("tls_client_auth")),
        [DiscoveryFault.RequestKindUnsupported] = () => Problem(d => d["require_pushed_authorization_requests"] = true),
        [DiscoveryFault.PkceNotListed] = () => Warning(d => d["code_challenge_methods_supported"] = new JsonArray("plain")),
        [DiscoveryFault.ScopeNotListed] = () => Warning(d => d["scopes_supported"] = new JsonArray("openid", "profile")),
        [DiscoveryFault.NoEndSession] = () => Warning(d => d.Remove("end_session_endpoint")),
    };

    public static TheoryData<DiscoveryFault> Faults =>
        [.. Enum.GetValues<DiscoveryFault>().Except([DiscoveryFault.IssuerMissing, DiscoveryFault.IssuerNotUrl])];

    [Theory, MemberData(nameof(Faults))]
    public void A_good_document_with_one_thing_broken_names_that_thing_and_how_to_mend_it(DiscoveryFault fault)
    {
        var problem = Broken[fault]();
        Assert.Equal(fault, problem.Code);
        Assert.True(problem is { Field.Length: > 0, Fix.Length: > 10 });
    }

    [Fact]
    public void All_problems_are_told_at_once()
    {
        var refused = Assert.IsType<DiscoveryResult.Refused>(Read(Document(d =>
            { d.Remove("jwks_uri"); d["issuer"] = "x"; d["token_endpoint"] = "http://a"; })));
        Assert.Equal([DiscoveryFault.IssuerMismatch, DiscoveryFault.MemberMissing, DiscoveryFault.NotHttps],
            refused.Problems.Select(p => p.Code));
    }

    [Fact]
    [Spec("O-065")]
    public void A_document_that_names_two_issuers_is_none() =>
        Assert.Equal(DiscoveryFault.NotJson, Refused(Read("""{"issuer":"https://idp.example","issuer":"https://evil.example"}""")).Code);

    [Fact]
    [Spec("O-060")]
    public void Only_asymmetric_algorithms_that_both_sides_name_are_allowed()
    {
        var settings = Settings with { IdTokenAlgorithms = ["ES256", "HS256", "none", "PS256"] };
        var trust = Found(Document(d => d["id_token_signing_alg_values_supported"] = new JsonArray("none", "HS256", "RS256", "ES256")),
            settings: settings).Discovery.Trust;
        Assert.Equal(["ES256"], trust.IdTokenAlgorithms);
    }

    [Fact]
    public void A_provider_that_takes_only_post_gets_post() =>
        Assert.Equal(UpstreamAuthMethod.ClientSecretPost,
            Found(Document(d => d["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post")))
                .Discovery.Trust.AuthMethod);

    [Fact]
    public void Http_is_taken_only_when_that_danger_was_chosen()
    {
        var document = Document().Replace("https://", "http://", StringComparison.Ordinal);
        var typed = Assert.IsType<TypedIssuerResult.Read>(TypedIssuer.Parse("http://idp.example", dangerAllowHttp: true)).Issuer;
        Assert.IsType<DiscoveryResult.Found>(UpstreamDiscovery.Read(Bytes(document), typed, Settings with { DangerAllowHttp = true }));
        Assert.Equal(DiscoveryFault.NotHttps, Refused(UpstreamDiscovery.Read(Bytes(document), typed, Settings)).Code);
    }

    [Theory]
    [Spec("O-081")]
    [InlineData("https://login.microsoftonline.com/common/v2.0")]
    [InlineData("https://login.microsoftonline.com/organizations/v2.0/")]
    [InlineData(EntraUpstream.Template)]
    public void Entra_for_many_tenants_needs_and_keeps_the_list_of_them(string typed)
    {
        var settings = Settings with { EntraTenants = [EntraUpstream.Tenant] };
        var trust = Found(Document(d => d["issuer"] = EntraUpstream.Template), typed, settings).Discovery.Trust;
        Assert.Equal((EntraUpstream.Template, EntraUpstream.Tenant), (trust.Issuer, Assert.Single(trust.EntraTenants)));
    }

    [Fact]
    [Spec("O-081")]
    public void A_template_is_refused_where_one_tenant_was_typed() =>
        Assert.Equal(DiscoveryFault.IssuerMismatch,
            Problem(d => d["issuer"] = EntraUpstream.Template, EntraUpstream.Issuer(EntraUpstream.Tenant)).Code);

    private static string Document(Action<JsonObject>? change = null)
    {
        var document = new JsonObject
        {
            ["issuer"] = "https://idp.example",
            ["authorization_endpoint"] = "https://idp.example/authorize",
            ["token_endpoint"] = "https://idp.example/token",
            ["jwks_uri"] = "https://idp.example/jwks",
            ["userinfo_endpoint"] = "https://idp.example/userinfo",
            ["end_session_endpoint"] = "https://idp.example/logout",
            ["response_types_supported"] = new JsonArray("code", "id_token"),
            ["response_modes_supported"] = new JsonArray("query", "form_post"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256", "ES256"),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
            ["scopes_supported"] = new JsonArray("openid", "profile", "email"),
            ["authorization_response_iss_parameter_supported"] = true,
        };
        change?.Invoke(document);
        return document.ToJsonString();
    }

    private static TypedIssuer Typed(string typed) => Assert.IsType<TypedIssuerResult.Read>(TypedIssuer.Parse(typed)).Issuer;

    private static DiscoveryResult Read(string document, string typed = "https://idp.example", DiscoverySettings? settings = null) =>
        UpstreamDiscovery.Read(Bytes(document), Typed(typed), settings ?? Settings);

    private static DiscoveryResult.Found Found(string document, string typed = "https://idp.example", DiscoverySettings? settings = null) =>
        Assert.IsType<DiscoveryResult.Found>(Read(document, typed, settings));

    private static DiscoveryProblem Refused(DiscoveryResult result) => Assert.IsType<DiscoveryResult.Refused>(result).Problems[0];

    private static DiscoveryProblem Problem(Action<JsonObject> change, string typed = "https://idp.example",
        DiscoverySettings? settings = null) =>
        Assert.Single(Assert.IsType<DiscoveryResult.Refused>(Read(Document(change), typed, settings)).Problems);

    private static DiscoveryProblem Warning(Action<JsonObject> change) => Assert.Single(Found(Document(change)).Warnings);
}
