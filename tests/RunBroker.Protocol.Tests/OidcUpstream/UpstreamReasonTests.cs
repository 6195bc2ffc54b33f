using System.Text.Json.Nodes;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.OidcUpstream;
using static RunBroker.Protocol.OidcUpstream.UpstreamReason;
using static RunBroker.Protocol.Tests.OidcUpstream.Upstream;

namespace RunBroker.Protocol.Tests.OidcUpstream;

[Spec("O-083"), Spec("O-087"), Spec("O-088"), Spec("O-091"), Spec("O-092"), Spec("OIDCC-3.1.3.7")]
public sealed class UpstreamReasonTests
{
    private static readonly Dictionary<UpstreamReason, Func<object>> Broken = new()
    {
        [WrongState] = () => Callback(("state", "another")),
        [RepeatedParameter] = () => UpstreamCallback.Check(Parameters.Parse($"state={Expected.State}&code=a&code=b"), Trust, Expected),
        [WrongAnswerIssuer] = () => Callback(("iss", "https://idp.example/")),
        [AccessDenied] = () => Callback(("code", null), ("error", "access_denied")),
        [NotAssigned] = () =>
            Callback(("error", "access_denied"), ("error_description", "User is not assigned to the client application.")),
        [LoginRequired] = () => Callback(("code", null), ("error", "login_required")),
        [InteractionRequired] = () => Callback(("code", null), ("error", "consent_required")),
        [RequestRefused] = () => Callback(("code", null), ("error", "invalid_scope")),
        [ProviderUnavailable] = () => Callback(("code", null), ("error", "temporarily_unavailable")),
        [SaidNo] = () => Callback(("code", null), ("error", "something_of_theirs")),
        [NoCode] = () => Callback(("code", null)),

        [TokenAnswerTooLarge] = () => Tokens(GoodTokens + new string(' ', UpstreamLimits.Answer)),
        [TokenAnswerNotJson] = () => Tokens(type: "text/html"),
        [ClientRefused] = () => Tokens("""{"error":"invalid_client"}""", 401),
        [CodeRefused] = () => Tokens("""{"error":"invalid_grant"}""", 400),
        [ExchangeRefused] = () => Tokens("""{"error":"unsupported_grant_type"}""", 400),
        [WrongTokenType] = () => Tokens(GoodTokens.Replace("bearer", "mac", StringComparison.Ordinal)),
        [NoAccessToken] = () => Tokens(GoodTokens.Replace("\"at\"", "\"a t\"", StringComparison.Ordinal)),
        [NoIdToken] = () => Tokens(GoodTokens.Replace("id_token", "id_tokens", StringComparison.Ordinal)),

        [MalformedToken] = () => Check(IdToken() + "="),
        [AlgorithmNotAllowed] = () => Check(WithHeader(IdToken(), """{"alg":"none"}""")),
        [UnsupportedHeader] = () => Check(WithHeader(IdToken(), """{"alg":"RS256","crit":["exp"]}""")),
        [WrongTokenKind] = () => Check(Signed(Claims(), typ: "at+jwt")),
        [UnknownKey] = () => Check(Signed(Claims(), Stranger)),
        [WeakKey] = () => Check(WithHeader(IdToken(), """{"alg":"RS256","kid":"weak"}"""), keys: Weak()),
        [BadSignature] = () => Check(Tampered(IdToken())),
        [Undecryptable] = () => Check("e30.e30.e30.e30.e30"),
        [LogoutTokenAsIdToken] = () => Check(Signed(LogoutClaims(c => c["nonce"] = Expected.Nonce))),
        [WrongIssuer] = () => With("iss", "https://idp.example/"),
        [TenantNotAllowed] = () =>
            Check(EntraUpstream.Token(c => (c["iss"], c["tid"]) = (EntraUpstream.Issuer(EntraUpstream.Other), EntraUpstream.Other)),
            EntraUpstream.Multi),
        [KeyOfAnotherIssuer] = () =>
            Check(EntraUpstream.Token(), EntraUpstream.Multi, keys: EntraUpstream.KeysFor(EntraUpstream.Issuer(EntraUpstream.Other))),
        [WrongAudience] = () => With("aud", "another client"),
        [WrongAuthorizedParty] = () => With("azp", "another client"),
        [MissingExpiry] = () => With("exp", null),
        [Expired] = () => With("exp", Unix(-60)),
        [NotYetValid] = () => With("nbf", Unix(61)),
        [MissingIssuedAt] = () => With("iat", null),
        [IssuedInFuture] = () => With("iat", Unix(301)),
        [WrongNonce] = () => With("nonce", "another"),
        [MissingSubject] = () => With("sub", ""),
        [BadSubject] = () => With("sub", new string('x', 256)),
        [MissingEntraIdentity] = () => Check(EntraUpstream.Token(c => c.Remove("oid")), EntraUpstream.Multi),
        [WrongAccessTokenHash] = () => With("at_hash", "77QmUPtjPfzWtF2AnpK9RA"),
        [WrongCodeHash] = () => With("c_hash", "77QmUPtjPfzWtF2AnpK9RA"),
        [MissingAuthTime] = () => Check(IdToken(), expected: Expected with { MaxAge = 3600 }),
        [AuthenticationTooOld] = () => Check(IdToken(c => c["auth_time"] = Unix(-81)), expected: Expected with { Prompt = "login" }),
        [WrongAcr] = () => Check(IdToken(c => c["acr"] = "0"), expected: Expected with { EssentialAcr = ["mfa"] }),
        [SessionAlreadyOver] = () => With("session_expiry", Unix(0)),

        [UserInfoRefused] = () => UserInfo("", status: 401),
        [UserInfoUnreadable] = () => UserInfo("""{"sub":"248289761001"}""", "text/html"),
        [UserInfoWrongSubject] = () => UserInfo("""{"sub":"another","email":"eve@acme.example"}"""),

        [LogoutTokenTooOld] = () => Logout(c => c["iat"] = Unix(-361)),
        [NonceInLogoutToken] = () => Logout(c => c["nonce"] = "n"),
        [WrongLogoutEvent] = () =>
            Logout(c => c["events"] = new JsonObject { ["http://schemas.openid.net/event/other"] = new JsonObject() }),
        [MissingTokenId] = () => Logout(c => c.Remove("jti")),
        [LogoutNamesNobody] = () => Logout(c => { c.Remove("sub"); c.Remove("sid"); }),

        [WrongCaller] = () => Revocation(c => c["sub"] = "another client"),
        [LivesTooLong] = () => Revocation(c => c["exp"] = Unix(661)),
    };

    /// <summary>Found by the memory of token ids and in the connection's settings, which are not of this layer.</summary>
    private static readonly UpstreamReason[] FoundElsewhere = [LogoutTokenReplayed, RevocationNotSetUp];

    public static TheoryData<UpstreamReason> AllReasons => [.. Enum.GetValues<UpstreamReason>().Except(FoundElsewhere)];

    [Theory, MemberData(nameof(AllReasons))]
    public void A_good_sign_in_with_one_thing_broken_is_refused_for_that_thing(UpstreamReason reason)
    {
        var why = Why(Broken[reason]());
        Assert.Equal(reason, why?.Reason);
        Assert.NotEmpty(why!.Spec);
    }

    [Theory, MemberData(nameof(AllReasons))]
    public void No_refusal_holds_a_secret_of_the_sign_in(UpstreamReason reason)
    {
        var why = Why(Broken[reason]())!.ToString();
        foreach (var secret in new[] { Expected.State, Expected.Nonce, Expected.CodeVerifier, Code.Value, AccessToken, "s3cret-of-ours" })
            Assert.DoesNotContain(secret, why, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_reason_says_who_mends_it_and_how()
    {
        Assert.Equal(Enum.GetValues<UpstreamReason>().Order(), UpstreamReasons.All.Select(r => r.Reason).Order());
        Assert.All(UpstreamReasons.All, r =>
            Assert.True(r is { Explanation.Length: > 20, Fix.Length: > 20 } && r == UpstreamReasons.Of(r.Reason)));
    }

    [Fact]
    public void Every_rule_of_an_ID_token_has_a_reason_of_its_own()
    {
        var reasons = IdTokenChecks.Rows.Select(r => r.Reason).ToList();
        Assert.Equal(reasons.Distinct(), reasons);
        Assert.All(reasons, r => Assert.Contains(r, Broken.Keys));
    }

    [Fact]
    [Spec("O-095")]
    public void What_a_provider_says_is_cut_and_cannot_rewrite_the_line_around_it()
    {
        var why = Why(Callback(("code", null), ("error", "x"), ("error_description", "a\u202Eb\r\nc" + new string('y', 5000))))!;
        Assert.StartsWith("x: a b  c", why.Got, StringComparison.Ordinal);
        Assert.True(why.Got!.Length <= ProtocolLimits.Shown + 1);
    }

    private static CallbackResult Callback(params (string Name, string? Value)[] changes) =>
        UpstreamCallback.Check(Answer(changes), Trust, Expected);

    private static IdTokenResult With(string claim, JsonNode? value) => Check(IdToken(c =>
    {
        if (value is null)
            c.Remove(claim);
        else
            c[claim] = value;
    }));

    private static string Tampered(string token)
    {
        var parts = token.Split('.');
        return $"{parts[0]}.{Base64Url.Encode(Bytes(Claims(c => c["sub"] = "somebody else").ToJsonString()))}.{parts[2]}";
    }

    private static JwkSet Weak()
    {
        using var small = System.Security.Cryptography.RSA.Create(1024);
        var key = small.ExportParameters(false);
        var json = $$"""{"keys":[{"kty":"RSA","kid":"weak","n":"{{Base64Url.Encode(key.Modulus)}}","e":"AQAB"}]}""";
        return Assert.IsType<JwkSetResult.Read>(JwkSet.Parse(Bytes(json))).Keys;
    }
}
