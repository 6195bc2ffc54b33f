using System.Text.Json.Nodes;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.OidcUpstream;
using static RunBroker.Protocol.Tests.OidcUpstream.Upstream;

namespace RunBroker.Protocol.Tests.OidcUpstream;

public sealed class UpstreamIdentityTests
{
    [Fact]
    [Spec("O-082")]
    public void Entra_people_are_told_apart_by_tenant_and_oid()
    {
        var identity = Assert.IsType<IdTokenResult.Accepted>(Check(EntraUpstream.Token(), EntraUpstream.Multi)).Identity;
        Assert.Equal((EntraUpstream.Issuer(EntraUpstream.Tenant), "oid-1", "248289761001"),
            (identity.Issuer, identity.Subject, identity.TokenSubject));

        var single = Trust with { Issuer = EntraUpstream.Issuer(EntraUpstream.Tenant) };
        Assert.Equal("oid-1", Assert.IsType<IdTokenResult.Accepted>(Check(EntraUpstream.Token(), single)).Identity.Subject);
    }

    [Fact]
    [Spec("O-081")]
    public void An_Entra_token_must_name_the_tenant_it_comes_from()
    {
        Assert.Equal(UpstreamReason.WrongIssuer,
            Why(Check(EntraUpstream.Token(c => c["tid"] = EntraUpstream.Other), EntraUpstream.Multi))?.Reason);
        Assert.Equal(UpstreamReason.WrongIssuer,
            Why(Check(EntraUpstream.Token(c => c["iss"] = EntraUpstream.Template), EntraUpstream.Multi))?.Reason);
        Assert.Equal(UpstreamReason.TenantNotAllowed,
            Why(Check(EntraUpstream.Token(), EntraUpstream.Multi with { EntraTenants = [] }))?.Reason);
        Assert.Equal(UpstreamReason.WrongIssuer,
            Why(Check(EntraUpstream.Token(), Trust with { Issuer = EntraUpstream.Issuer(EntraUpstream.Other) }))?.Reason);
    }

    [Theory]
    [Spec("O-081")]
    [InlineData(EntraUpstream.Template)]
    [InlineData("https://login.microsoftonline.com/" + EntraUpstream.Tenant + "/v2.0")]
    public void An_Entra_key_may_sign_for_the_issuer_it_names(string issuer) =>
        Assert.IsType<IdTokenResult.Accepted>(Check(EntraUpstream.Token(), EntraUpstream.Multi, keys: EntraUpstream.KeysFor(issuer)));

    [Fact]
    [Spec("O-087")]
    public void Several_audiences_need_an_azp_that_is_us()
    {
        Assert.Equal(UpstreamReason.WrongAuthorizedParty,
            Why(Check(IdToken(c => c["aud"] = new JsonArray("our client", "other"))))?.Reason);
        Assert.IsType<IdTokenResult.Accepted>(Check(IdToken(c =>
            (c["aud"], c["azp"]) = (new JsonArray("our client", "other"), "our client"))));
        Assert.IsType<IdTokenResult.Accepted>(Check(IdToken(c => c["aud"] = new JsonArray("our client"))));
    }

    [Theory]
    [Spec("O-069")]
    [InlineData("exp", -59)]
    [InlineData("iat", 300)]
    [InlineData("nbf", 60)]
    public void A_clock_may_be_off_by_so_much_and_no_more(string claim, int seconds)
    {
        Assert.IsType<IdTokenResult.Accepted>(Check(IdToken(c => c[claim] = Unix(seconds))));
        Assert.NotNull(Why(Check(IdToken(c => c[claim] = Unix(seconds + Math.Sign(seconds))))));
        Assert.Equal(UpstreamLimits.MaxSkew, (Trust with { ClockSkew = TimeSpan.FromDays(1) }).ClockSkew);
    }

    [Theory]
    [Spec("O-069")]
    [InlineData("exp", "\"1\"", UpstreamReason.MissingExpiry)]
    [InlineData("exp", "1e400", UpstreamReason.MissingExpiry)]
    [InlineData("iat", "-1", UpstreamReason.MissingIssuedAt)]
    [InlineData("nbf", "null", UpstreamReason.NotYetValid)]
    [InlineData("session_expiry", "\"never\"", UpstreamReason.SessionAlreadyOver)]
    [InlineData("sub", "1", UpstreamReason.MissingSubject)]
    [InlineData("sub", "\"é\"", UpstreamReason.BadSubject)]
    [InlineData("nonce", "null", UpstreamReason.WrongNonce)]
    [InlineData("aud", "{}", UpstreamReason.WrongAudience)]
    [InlineData("events", "null", UpstreamReason.LogoutTokenAsIdToken)]
    public void A_claim_of_the_wrong_kind_counts_as_wrong_not_as_absent(string claim, string json, UpstreamReason reason) =>
        Assert.Equal(reason, Why(Check(IdToken(c => c[claim] = JsonNode.Parse(json))))?.Reason);

    [Fact]
    [Spec("OIDCC-3.1.3.8")]
    public void Hashes_that_fit_are_accepted()
    {
        // OIDCC-A.3 and A.4: the examples of the specification.
        static string Half(string text) => Base64Url.Encode(System.Security.Cryptography.SHA256.HashData(Bytes(text)).AsSpan(0, 16));
        Assert.Equal("77QmUPtjPfzWtF2AnpK9RQ", Half(AccessToken));
        Assert.IsType<IdTokenResult.Accepted>(Check(IdToken(c => (c["at_hash"], c["c_hash"]) = (Half(AccessToken), Half(Code.Value)))));
    }

    [Theory]
    [Spec("OIDCC-3.1.2.1")]
    [InlineData(null, "login", -80, true)]
    [InlineData(null, "login", -81, false)]
    [InlineData(0, null, -80, true)]
    [InlineData(0, null, -81, false)]
    [InlineData(600, null, -680, true)]
    [InlineData(600, null, -681, false)]
    [InlineData(600, "login", -81, false)]
    [InlineData(null, "select_account", -90000, true)]
    public void A_recent_sign_in_that_was_asked_for_must_be_recent(int? maxAge, string? prompt, int authTime, bool accepted) =>
        Assert.Equal(accepted,
            Check(IdToken(c => c["auth_time"] = Unix(authTime)),
            expected: Expected with { MaxAge = maxAge, Prompt = prompt }) is IdTokenResult.Accepted);

    [Fact]
    [Spec("AU-35"), Spec("OIDCC-5.5.1.1")]
    public void What_the_session_needs_is_read()
    {
        var token = IdToken(c =>
        {
            (c["acr"], c["amr"], c["sid"], c["auth_time"], c["session_expiry"]) = ("mfa", new JsonArray("pwd", "otp"), "s1", Unix(-10),
                Unix(3600));
        });
        var identity = Assert.IsType<IdTokenResult.Accepted>(Check(token,
            expected: Expected with { EssentialAcr = ["mfa", "phr"] })).Identity;
        Assert.Equal(("mfa", "s1", Now.AddSeconds(-10), Now.AddHours(1)),
            (identity.Acr, identity.Sid, identity.AuthTime, identity.SessionExpiry));
        Assert.Equal(["pwd", "otp"], identity.Amr);
    }

    [Fact]
    [Spec("O-088")]
    public void Userinfo_adds_what_the_ID_token_lacks_and_overrides_nothing()
    {
        var identity = Identity(c => c["name"] = null);
        var merged = identity.With(Info(
            """{"email":"eve@acme.example","name":"Ana","iss":"x","aud":"x","sid":"x","acr":"x","tid":"x","oid":"x","nonce":"x","groups":["a"]}"""));
        Assert.Equal(("ana@acme.example", "Ana", Trust.Issuer, Trust.ClientId, Expected.Nonce),
            (merged.Claims.Text("email"), merged.Claims.Text("name"), merged.Claims.Text("iss"), merged.Claims.Text("aud"),
                merged.Claims.Text("nonce")));
        Assert.Equal(["a"], merged.Claims.Texts("groups"));
        Assert.False(merged.Claims.Has("sid") || merged.Claims.Has("acr") || merged.Claims.Has("tid") || merged.Claims.Has("oid"));
        Assert.Equal((identity.Issuer, identity.Subject, identity.Sid, identity.Acr),
            (merged.Issuer, merged.Subject, merged.Sid, merged.Acr));
    }

    [Theory]
    [Spec("O-082")]
    [InlineData("ana@acme.example", null, "eve@acme.example", true, null)]
    [InlineData("ana@acme.example", null, "ana@acme.example", true, true)]
    [InlineData("ana@acme.example", false, "ana@acme.example", true, false)]
    [InlineData(null, true, "eve@acme.example", null, null)]
    [InlineData(null, true, "eve@acme.example", false, false)]
    [InlineData(null, null, "ana@acme.example", true, true)]
    public void An_address_is_verified_only_by_the_answer_it_came_from(string? own, bool? ownVerified, string? theirs, bool? theirsVerified,
        bool? verified)
    {
        static void Set(JsonObject c, string? email, bool? flag)
        {
            c.Remove("email");
            if (email is not null)
                c["email"] = email;
            if (flag is not null)
                c["email_verified"] = flag;
        }

        var info = new JsonObject();
        Set(info, theirs, theirsVerified);
        var merged = Identity(c => Set(c, own, ownVerified)).With(Info(info.ToJsonString()));
        Assert.Equal((own ?? theirs, verified), (merged.Claims.Text("email"), merged.Claims.Flag("email_verified")));
    }

    [Fact]
    [Spec("O-068")]
    public void An_encrypted_ID_token_without_a_key_of_ours_is_refused()
    {
        using var key = DecryptionKey.Create("RSA-OAEP-256");
        Assert.Equal(UpstreamReason.Undecryptable,
            Why(UpstreamIdToken.Check("e30.e30.e30.e30.e30", Keys, [key], Trust, Expected, null, null, Now))?.Reason);
    }

    [Fact]
    [Spec("O-068"), Spec("OIDCC-16.14")]
    public void An_encrypted_ID_token_is_accepted_when_it_is_signed_inside_and_only_then()
    {
        using var key = DecryptionKey.Create("RSA-OAEP-256");
        IdTokenResult Open(string inner) =>
            UpstreamIdToken.Check(Encrypted(inner, key), Keys, [key], Trust, Expected, AccessToken, Code, Now);
        Assert.IsType<IdTokenResult.Accepted>(Open(IdToken()));
        Assert.Equal(UpstreamReason.MalformedToken, Why(Open(Claims().ToJsonString()))?.Reason);
        Assert.Equal(UpstreamReason.UnknownKey, Why(Open(Signed(Claims(), Stranger)))?.Reason);
        Assert.Equal(UpstreamReason.MalformedToken, Why(Open(Encrypted(IdToken(), key)))?.Reason);
    }

    private static OidcClaims Info(string body)
    {
        var json = JsonNode.Parse(body)!;
        json["sub"] = "248289761001";
        return Assert.IsType<UserInfoResult.Accepted>(UserInfo(json.ToJsonString())).Claims;
    }

    /// <summary>RFC7516-5.1 with RSA-OAEP-256 and A256GCM, as a provider would.</summary>
    private static string Encrypted(string inner, DecryptionKey key)
    {
        using var rsa = System.Security.Cryptography.RSA.Create();
        rsa.ImportPkcs8PrivateKey(key.ExportPkcs8(), out _);
        var contentKey = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
        var iv = System.Security.Cryptography.RandomNumberGenerator.GetBytes(12);
        var header = Base64Url.Encode(Bytes($$"""{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"{{key.Kid}}","cty":"JWT"}"""));
        var plain = Bytes(inner);
        var (cipher, tag) = (new byte[plain.Length], new byte[16]);
        using var aes = new System.Security.Cryptography.AesGcm(contentKey, 16);
        aes.Encrypt(iv, plain, cipher, tag, Bytes(header));
        var wrapped = rsa.Encrypt(contentKey, System.Security.Cryptography.RSAEncryptionPadding.OaepSHA256);
        return string.Join('.', header, Base64Url.Encode(wrapped), Base64Url.Encode(iv), Base64Url.Encode(cipher), Base64Url.Encode(tag));
    }
}
