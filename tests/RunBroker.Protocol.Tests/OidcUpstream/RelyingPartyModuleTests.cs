using System.Text.Json.Nodes;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.OidcUpstream;
using static RunBroker.Protocol.Tests.OidcUpstream.Upstream;

namespace RunBroker.Protocol.Tests.OidcUpstream;

/// <summary>The modules of the OpenID Foundation's relying party plans, named as there, as far as they are decided in this layer.</summary>
public sealed class RelyingPartyModuleTests
{
    [Fact]
    [Spec("OIDCC-3.1.3.7")]
    public void Oidcc_client_test()
    {
        var tokens = Assert.IsType<TokenResult.Received>(Tokens()).Tokens;
        Assert.Equal(("a.b.c", "at", "rt", 3600L), (tokens.IdToken, tokens.AccessToken, tokens.RefreshToken, tokens.ExpiresIn));
        var identity = Identity();
        Assert.Equal((Trust.Issuer, "248289761001", "ana@acme.example"),
            (identity.Issuer, identity.Subject, identity.Claims.Text("email")));
    }

    [Fact]
    [Spec("O-087")]
    public void Oidcc_client_test_invalid_iss() => Refused(UpstreamReason.WrongIssuer, c => c["iss"] = "https://idp.example.evil");

    [Fact]
    [Spec("O-087")]
    public void Oidcc_client_test_missing_sub() => Refused(UpstreamReason.MissingSubject, c => c.Remove("sub"));

    [Fact]
    [Spec("O-087")]
    public void Oidcc_client_test_invalid_aud() => Refused(UpstreamReason.WrongAudience, c => c["aud"] = new JsonArray("our", "client"));

    [Fact]
    [Spec("O-087")]
    public void Oidcc_client_test_missing_aud() => Refused(UpstreamReason.WrongAudience, c => c.Remove("aud"));

    [Fact]
    [Spec("O-087")]
    public void Oidcc_client_test_missing_iat() => Refused(UpstreamReason.MissingIssuedAt, c => c.Remove("iat"));

    [Fact]
    [Spec("O-083")]
    public void Oidcc_client_test_nonce_invalid()
    {
        Refused(UpstreamReason.WrongNonce, c => c["nonce"] = Expected.Nonce + "x");
        Refused(UpstreamReason.WrongNonce, c => c.Remove("nonce"));
    }

    [Fact]
    [Spec("O-089")]
    public void Oidcc_client_test_kid_absent_single_jwks()
    {
        using var rsa = Rsa(Key);
        Assert.IsType<IdTokenResult.Accepted>(Check(SignedBare(Claims(), rsa, """{"alg":"RS256"}""")));
    }

    [Fact]
    [Spec("O-089")]
    public void Oidcc_client_test_kid_absent_multiple_jwks()
    {
        using var rsa = Rsa(Key);
        var keys = JwkSet.Of(Stranger.PublicKey, Key.PublicKey);
        Assert.IsType<IdTokenResult.Accepted>(Check(SignedBare(Claims(), rsa, """{"alg":"RS256"}"""), keys: keys));
    }

    [Fact]
    [Spec("O-060")]
    public void Oidcc_client_test_idtoken_sig_rs256() => Assert.IsType<IdTokenResult.Accepted>(Check(Signed(Claims(), Key, typ: null)));

    [Theory]
    [Spec("O-060")]
    [InlineData("none")]
    [InlineData("nOnE")]
    [InlineData("")]
    public void Oidcc_client_test_idtoken_sig_none(string alg)
    {
        var token = WithHeader(IdToken(), $$"""{"alg":"{{alg}}"}""");
        Assert.Equal(UpstreamReason.AlgorithmNotAllowed, Why(Check(token))?.Reason);
        Assert.Equal(UpstreamReason.AlgorithmNotAllowed, Why(Check(token[..(token.LastIndexOf('.') + 1)]))?.Reason);
        Assert.NotNull(Why(Check(token, Trust with { IdTokenAlgorithms = [alg, "none"] })));
    }

    [Fact]
    [Spec("O-087")]
    public void Oidcc_client_test_invalid_sig_rs256()
    {
        var token = IdToken();
        var signature = token[(token.LastIndexOf('.') + 1)..];
        var wrong = token[..^signature.Length] + (signature[0] == 'A' ? 'B' : 'A') + signature[1..];
        Assert.Equal(UpstreamReason.BadSignature, Assert.IsType<IdTokenResult.Refused>(Check(wrong)).Why.Reason);
    }

    [Fact]
    [Spec("O-061")]
    public void Oidcc_client_test_invalid_sig_hs256()
    {
        var signed = Base64Url.Encode(Bytes("""{"alg":"HS256"}""")) + "." + Base64Url.Encode(Bytes(Claims().ToJsonString()));
        var token = signed + "." + Base64Url.Encode(System.Security.Cryptography.HMACSHA256.HashData(Keys.ToJson(), Bytes(signed)));
        Assert.Equal(UpstreamReason.AlgorithmNotAllowed, Why(Check(token))?.Reason);
        Assert.Equal(UpstreamReason.AlgorithmNotAllowed, Why(Check(token, Trust with { IdTokenAlgorithms = ["RS256", "HS256"] }))?.Reason);
    }

    [Fact]
    [Spec("O-060")]
    public void Oidcc_client_test_invalid_sig_es256()
    {
        using var ec = SigningKey.Create("ES256");
        using var other = SigningKey.Create("ES256");
        var trust = Trust with { IdTokenAlgorithms = ["RS256", "ES256"] };
        var keys = JwkSet.Of(Key.PublicKey, ec.PublicKey);
        Assert.IsType<IdTokenResult.Accepted>(Check(Signed(Claims(), ec), trust, keys: keys));
        Assert.Equal(UpstreamReason.AlgorithmNotAllowed, Why(Check(Signed(Claims(), ec), keys: keys))?.Reason);
        Assert.Equal(UpstreamReason.UnknownKey, Why(Check(Signed(Claims(), other), trust, keys: keys))?.Reason);
    }

    [Fact]
    [Spec("OIDCC-5.3.1")]
    public void Oidcc_client_test_userinfo_bearer_header() =>
        Assert.Equal("Bearer at", UpstreamUserInfo.Authorization(Assert.IsType<TokenResult.Received>(Tokens()).Tokens));

    [Fact]
    [Spec("O-088")]
    public void Oidcc_client_test_userinfo_invalid_sub()
    {
        Assert.Equal(UpstreamReason.UserInfoWrongSubject, Why(UserInfo("""{"sub":"248289761001x","email":"eve@acme.example"}"""))?.Reason);
        Assert.Equal(UpstreamReason.UserInfoWrongSubject, Why(UserInfo("""{"email":"eve@acme.example"}"""))?.Reason);
    }

    [Fact]
    [Spec("OIDCC-5.3.2")]
    public void Oidcc_client_test_userinfo_signed()
    {
        var claims = new JsonObject { ["sub"] = "248289761001", ["given_name"] = "Ana", ["iss"] = Trust.Issuer, ["aud"] = Trust.ClientId };
        var accepted = Assert.IsType<UserInfoResult.Accepted>(UserInfo(Signed(claims), "application/jwt"));
        Assert.Equal("Ana", accepted.Claims.Text("given_name"));

        Assert.IsType<UserInfoResult.NeedsKeys>(UserInfo(Signed(claims, Stranger), "application/jwt"));
        claims["aud"] = "another client";
        Assert.Equal(UpstreamReason.WrongAudience, Why(UserInfo(Signed(claims), "application/jwt"))?.Reason);
        claims["iss"] = "https://elsewhere.example";
        Assert.Equal(UpstreamReason.WrongIssuer, Why(UserInfo(Signed(claims), "application/jwt"))?.Reason);
    }

    [Fact]
    [Spec("OIDCC-5.4")]
    public void Oidcc_client_test_scope_userinfo_claims()
    {
        var request = UpstreamRequest.Build(Trust, Expected with { Scopes = ["openid", "profile", "phone"] }, Parameters.None);
        Assert.Equal("openid profile phone", Parameters.Parse(new Uri(request.Url).Query)["scope"]);
        var claims = Assert.IsType<UserInfoResult.Accepted>(UserInfo("""{"sub":"248289761001","given_name":"Ana"}""")).Claims;
        var identity = Identity();
        Assert.Equal(["given_name"], identity.Lacks(["email", "given_name"]));
        Assert.Equal("Ana", identity.With(claims).Claims.Text("given_name"));
    }

    [Fact]
    [Spec("RFC6749-2.3.1")]
    public void Oidcc_client_test_client_secret_basic()
    {
        Assert.Equal("Basic " + Convert.ToBase64String(Bytes("our+client:s3cret-of-ours")), TokenRequest.Authorization);
        Assert.DoesNotContain(TokenRequest.Form, p => p.Key is "client_secret" or "client_id");
    }

    [Fact]
    [Spec("O-089")]
    public void Oidcc_client_test_signing_key_rotation()
    {
        var token = Signed(Claims(), Stranger);
        Assert.Equal(UpstreamReason.UnknownKey, Assert.IsType<IdTokenResult.NeedsKeys>(Check(token)).Why.Reason);
        Assert.IsType<IdTokenResult.Accepted>(Check(token, keys: JwkSet.Of(Stranger.PublicKey)));
    }

    [Fact]
    [Spec("O-089")]
    public void Oidcc_client_test_signing_key_rotation_just_before_signing()
    {
        // Without a kid the new key's token looks wrongly signed under the old one.
        using var rsa = Rsa(Stranger);
        var token = SignedBare(Claims(), rsa, """{"alg":"RS256"}""");
        Assert.Equal(UpstreamReason.BadSignature, Assert.IsType<IdTokenResult.NeedsKeys>(Check(token)).Why.Reason);
        Assert.IsType<IdTokenResult.Accepted>(Check(token, keys: JwkSet.Of(Stranger.PublicKey)));
    }

    [Fact]
    [Spec("OIDCC-3.1.2.6")]
    public void Oidcc_client_test_form_post_error()
    {
        var posted = Parameters.Parse($"error=login_required&state={Expected.State}&iss=https%3A%2F%2Fidp.example");
        Assert.Equal(UpstreamReason.LoginRequired, Why(UpstreamCallback.Check(posted, Trust, Expected))?.Reason);
    }

    [Theory]
    [Spec("O-096")]
    [InlineData("""{"JWT":"e30.e30.e30"}""")]
    [InlineData("""{"endpoint":"https://attacker.example/claims","access_token":"x"}""")]
    public void Oidcc_client_test_aggregated_and_distributed_claims(string source)
    {
        var body = $$$"""{"sub":"248289761001","_claim_names":{"groups":"src1"},"_claim_sources":{"src1":{{{source}}}}}""";
        var claims = Assert.IsType<UserInfoResult.Accepted>(UserInfo(body)).Claims;
        Assert.Equal(["groups"], claims.ByReference);
        Assert.False(claims.Has("groups") || claims.Has("_claim_names") || claims.Has("_claim_sources"));
    }

    [Theory]
    [Spec("O-092")]
    [InlineData("""{"alg":"none","typ":"logout+jwt"}""", UpstreamReason.AlgorithmNotAllowed)]
    [InlineData("""{"alg":"RS384","typ":"logout+jwt"}""", UpstreamReason.AlgorithmNotAllowed)]
    [InlineData("""{"alg":"RS256","typ":"at+jwt"}""", UpstreamReason.WrongTokenKind)]
    public void Oidcc_client_test_rp_backchannel_wrong_alg(string header, UpstreamReason reason) =>
        Assert.Equal(reason, Why(UpstreamLogoutToken.Check(WithHeader(Signed(LogoutClaims()), header), Keys, [], Trust, Now))?.Reason);

    [Fact]
    [Spec("O-092")]
    public void Oidcc_client_test_rp_backchannel()
    {
        var logout = Assert.IsType<LogoutTokenResult.Accepted>(Logout()).Logout;
        Assert.Equal(("248289761001", "s1", "j1"), (logout.Subject, logout.Sid, logout.TokenId));
        Assert.Equal(UpstreamReason.WrongIssuer, Why(Logout(c => c["iss"] = "https://elsewhere.example"))?.Reason);
        Assert.Equal(UpstreamReason.WrongAudience, Why(Logout(c => c["aud"] = "another"))?.Reason);
        Assert.Equal(UpstreamReason.WrongLogoutEvent, Why(Logout(c => c.Remove("events")))?.Reason);
        Assert.Equal(UpstreamReason.WrongLogoutEvent, Why(Logout(c => c["events"] = new JsonArray(UpstreamLogoutToken.Event)))?.Reason);
        Assert.Equal(UpstreamReason.LogoutNamesNobody, Why(Logout(c => c["sid"] = ""))?.Reason);
        Assert.Equal(UpstreamReason.IssuedInFuture, Why(Logout(c => c["iat"] = Unix(301)))?.Reason);
        Assert.Equal(UpstreamReason.Expired, Why(Logout(c => c["exp"] = Unix(-60)))?.Reason);
        Assert.IsType<LogoutTokenResult.Accepted>(Logout(c => c.Remove("exp")));
        Assert.IsType<LogoutTokenResult.NeedsKeys>(Logout(key: Stranger));
    }

    [Fact]
    [Spec("OIDCRP-2")]
    public void Oidcc_client_test_rp_init_logout()
    {
        Assert.Equal(
            "https://idp.example/logout?brand=x&client_id=our+client&id_token_hint=a.b.c"
            + "&post_logout_redirect_uri=https%3A%2F%2Fsso.example%2Fout&state=s",
            UpstreamEndSession.Url(Trust, "a.b.c", "https://sso.example/out", "s"));
        Assert.Null(UpstreamEndSession.Url(Trust with { EndSessionEndpoint = null }, "a.b.c", "https://sso.example/out", "s"));
    }

    private static void Refused(UpstreamReason reason, Action<JsonObject> change) =>
        Assert.Equal(reason, Assert.IsType<IdTokenResult.Refused>(Check(IdToken(change))).Why.Reason);

    private static System.Security.Cryptography.RSA Rsa(SigningKey key)
    {
        var rsa = System.Security.Cryptography.RSA.Create();
        rsa.ImportPkcs8PrivateKey(key.ExportPkcs8(), out _);
        return rsa;
    }
}
