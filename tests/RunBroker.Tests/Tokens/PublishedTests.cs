using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Tokens;

/// <summary>Discovery, keys, algorithms, and who may read what from another origin.</summary>
public sealed class PublishedTests(TokenStage stage) : IClassFixture<TokenStage>
{
    private static readonly string[] Documents = ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/.well-known/openid-configuration/jwks"];

    [Fact, Spec("OIDCD-4"), Spec("RFC8414-3")]
    public async Task Every_announced_endpoint_is_there_and_what_is_not_there_is_not_announced()
    {
        var document = (await Wire.Get(stage.Issuer + Documents[0])).Json;
        Assert.Equal(document.ToJsonString(), (await Wire.Get(stage.Issuer + Documents[1])).Json.ToJsonString());
        foreach (var (name, value) in document.Where(m => m.Key.EndsWith("_endpoint", StringComparison.Ordinal) || m.Key.EndsWith("_uri", StringComparison.Ordinal)))
        {
            var url = (string)value!;
            Assert.StartsWith(stage.Issuer + "/", url, StringComparison.Ordinal);
            Assert.True((await Wire.Post(url, new())).Status is not 404 || (await Wire.Get(url)).Status is not 404, name);
        }

        foreach (var path in (string[])["/connect/register", "/connect/deviceauthorization", "/connect/ciba"])
            Assert.Equal(404, (await Wire.Post(stage.Issuer + path, new())).Status);
        Assert.All((string[])["registration_endpoint", "device_authorization_endpoint", "backchannel_authentication_endpoint"], name => Assert.False(document.ContainsKey(name)));
        Assert.DoesNotContain("plain", document["code_challenge_methods_supported"]!.AsArray().Select(m => (string?)m));
        Assert.DoesNotContain(document["response_modes_supported"]!.AsArray().Select(m => (string?)m), mode => mode!.EndsWith("jwt", StringComparison.Ordinal));
        Assert.True((bool)document["authorization_response_iss_parameter_supported"]!);
    }

    [Theory]
    [InlineData(0), InlineData(1), InlineData(2)]
    public async Task A_document_has_an_ETag_and_is_not_sent_twice(int index)
    {
        var first = await Wire.Get(stage.Issuer + Documents[index]);
        var again = await Wire.Get(stage.Issuer + Documents[index], ("If-None-Match", first.Headers["etag"]!));
        var other = await Wire.Get(stage.Issuer + Documents[index], ("If-None-Match", "\"other\""));

        Assert.Equal((200, "application/json", "public, max-age=3600"), (first.Status, first.Headers["content-type"], first.Headers["cache-control"]));
        Assert.Equal((304, "", first.Headers["etag"]), (again.Status, again.Body, again.Headers["etag"]));
        Assert.Equal((200, first.Body), (other.Status, other.Body));
    }

    [Fact, Spec("RFC7517-9.2")]
    public async Task The_keys_have_no_private_members_and_one_of_each_announced_algorithm()
    {
        var keys = (await Wire.Get(stage.Issuer + Documents[2])).Json["keys"]!.AsArray().Cast<JsonObject>().ToArray();
        Assert.Equal(["ES256", "RS256"], keys.Select(k => (string)k["alg"]!).Order());
        Assert.All(keys, k => Assert.Empty(k.Select(m => m.Key).Except(["kty", "use", "alg", "kid", "n", "e", "crv", "x", "y"])));
    }

    [Fact, Spec("OIDCC-2")]
    public async Task An_app_may_have_its_tokens_signed_with_ES256()
    {
        var app = await stage.Scene.AddApp("app-es256", m => m with { IdTokenSignedResponseAlg = "ES256" });
        var (callback, begun) = await stage.Code(app);
        var tokens = await app.Exchange(callback, begun);

        Assert.Equal(("ES256", "ES256"), ((string?)TestJws.Header(tokens.IdToken)["alg"], (string?)TestJws.Header(tokens.AccessToken)["alg"]));
        var claims = app.Verify(tokens.IdToken, begun.Nonce, tokens.AccessToken);
        Assert.Equal(TestJws.HalfHash("ES256", tokens.AccessToken), (string?)claims["at_hash"]);
        Assert.Equal(200, (await app.UserInfo(tokens.AccessToken)).Status);
    }

    [Fact, Spec("OIDCC-3.1.3.6")]
    public async Task The_ID_token_binds_its_access_token_and_holds_the_contracts_claims()
    {
        var (callback, begun) = await stage.Code(stage.App);
        var tokens = await stage.App.Exchange(callback, begun);
        var claims = stage.App.Verify(tokens.IdToken, begun.Nonce, tokens.AccessToken);

        Assert.Equal(TestJws.HalfHash("RS256", tokens.AccessToken), (string?)claims["at_hash"]);
        Assert.All((string[])["sub", "sid", "auth_time", "amr", "idp", "tenant_id", "tenant", "email", "email_verified", "given_name", "family_name", "name", "updated_at", "roles", "tags"],
            name => Assert.True(claims.ContainsKey(name), name));
        Assert.Equal(("acme", stage.Scene.Connection.Id, stage.Scene.Tenant.Id.Value), ((string?)claims["tenant"], (string?)claims["idp"], (string?)claims["tenant_id"]));
        Assert.DoesNotContain("@", (string?)claims["sub"], StringComparison.Ordinal);
        Assert.Equal("JWT", (string?)TestJws.Header(tokens.IdToken)["typ"]);
    }

    [Theory, Spec("O-041")]
    [InlineData("GET", "/.well-known/openid-configuration", true), InlineData("GET", "/.well-known/openid-configuration/jwks", true), InlineData("GET", "/connect/userinfo", true)]
    [InlineData("POST", "/connect/token", true), InlineData("POST", "/connect/revocation", true), InlineData("POST", "/connect/introspect", false)]
    [InlineData("GET", "/connect/authorize", false), InlineData("GET", "/connect/endsession", false)]
    public async Task Other_origins_read_what_depends_on_no_cookie_and_never_with_credentials(string method, string path, bool open)
    {
        var answer = await Wire.Send(method, stage.Issuer + path, method == "POST" ? new Fields { ["x"] = "y" } : null, ("Origin", "https://spa.example"));
        Assert.Equal(open ? "*" : null, answer.Headers["access-control-allow-origin"]);
        Assert.Null(answer.Headers["access-control-allow-credentials"]);

        var preflight = await Wire.Send("OPTIONS", stage.Issuer + path, null, ("Origin", "https://spa.example"),
            ("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "authorization"));
        Assert.Equal(open && path.StartsWith("/connect", StringComparison.Ordinal) ? "*" : null,
            preflight.Headers["access-control-allow-headers"] is null ? null : preflight.Headers["access-control-allow-origin"]);
    }
}
