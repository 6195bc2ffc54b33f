using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using RunBroker.Protocol;
using RunBroker.Protocol.OidcUpstream;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using static RunBroker.TestIdps.TestOpFaults;

namespace RunBroker.Tests.Cases;

/// <summary>What an OpenID Provider can answer wrongly in a sign-in.</summary>
internal static class OidcProducers
{
    private const string Tid = "11111111-1111-4111-8111-111111111111";
    private const string OtherTid = "22222222-2222-4222-8222-222222222222";

    public static ImmutableArray<Producer> All { get; } =
    [
        Producer.From("upstream.WrongState", "oidc", "the callback finds the sign-in by its state, so another one is sign_in.WrongState", () => Refused(UpstreamCallback.Check(
            Parameters.Parse("state=another&code=c"), Trust(), new OidcExpectation
            {
                State = "mine", Nonce = "n", CodeVerifier = new string('v', 43), RedirectUri = "https://sso.example/cb", RequestedAt = default,
            }))),
        Op(UpstreamReason.RepeatedParameter, CodeTwice),
        Op(UpstreamReason.WrongAnswerIssuer, CallbackIssWrong),
        Op(UpstreamReason.AccessDenied, SaysNo()),
        Op(UpstreamReason.NotAssigned, SaysNo("access_denied", "User is not assigned to the client application.")),
        Op(UpstreamReason.LoginRequired, SaysNo("login_required")),
        Op(UpstreamReason.InteractionRequired, SaysNo("consent_required")),
        Op(UpstreamReason.RequestRefused, SaysNo("invalid_scope")),
        Op(UpstreamReason.ProviderUnavailable, SaysNo("temporarily_unavailable")),
        Op(UpstreamReason.SaidNo, SaysNo("something_of_theirs")),
        Op(UpstreamReason.NoCode, CodeDropped),

        Producer.From("upstream.TokenAnswerTooLarge", "oidc", "the guarded way out stops at the same megabyte, as upstream.token.TooLarge",
            () => Refused(UpstreamExchange.Read(Request(), 200, "application/json", new byte[UpstreamLimits.Answer + 1]))),
        Op(UpstreamReason.TokenAnswerNotJson, Answer(OpPlace.Token, a => a.Text = "not json")),
        Op(UpstreamReason.ClientRefused, TokenError("invalid_client")),
        Op(UpstreamReason.CodeRefused, TokenError()),
        Op(UpstreamReason.ExchangeRefused, TokenError("unsupported_grant_type")),
        Op(UpstreamReason.WrongTokenType, TokenTypeOdd),
        Op(UpstreamReason.NoAccessToken, AccessTokenMissing),
        Op(UpstreamReason.NoIdToken, IdTokenMissing),

        Op(UpstreamReason.MalformedToken, Member(OpPlace.Token, "id_token", "no.token.atall")),
        Op(UpstreamReason.AlgorithmNotAllowed, AlgHs256WithPublicKey),
        Op(UpstreamReason.UnsupportedHeader, UnknownCriticalHeader),
        Op(UpstreamReason.WrongTokenKind, IdToken(t => t.Header["typ"] = "at+jwt")),
        Op(UpstreamReason.UnknownKey, KeyIdUnknown),
        Op(UpstreamReason.WeakKey, WeakKey, IdToken(t => t.Header["kid"] = "weak")),
        Op(UpstreamReason.BadSignature, SignatureBroken),
        Op(UpstreamReason.Undecryptable, Member(OpPlace.Token, "id_token", "e30.e30.e30.e30.e30")),
        Op(UpstreamReason.LogoutTokenAsIdToken,
            Claim("events", new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new { } })),
        Op(UpstreamReason.WrongIssuer, IssuerWrong),
        Entra(UpstreamReason.TenantNotAllowed, [OtherTid]),
        Entra(UpstreamReason.KeyOfAnotherIssuer, [Tid, OtherTid], op => op.EditJwks = set => set["keys"]![0]!["issuer"] = op.Authority(OtherTid)),
        Entra(UpstreamReason.MissingEntraIdentity, [Tid], op => op.Break(WithoutClaim("oid"))),
        Op(UpstreamReason.WrongAudience, AudienceOther),
        Op(UpstreamReason.WrongAuthorizedParty, AzpWrong),
        Op(UpstreamReason.MissingExpiry, ExpiryMissing),
        Op(UpstreamReason.Expired, ExpiryPast),
        Op(UpstreamReason.NotYetValid, IdToken(t => t.Claims["nbf"] = (long)t.Claims["iat"]! + 3600)),
        Op(UpstreamReason.MissingIssuedAt, IssuedAtMissing),
        Op(UpstreamReason.IssuedInFuture, IssuedInFuture),
        Op(UpstreamReason.WrongNonce, NonceWrong),
        Op(UpstreamReason.MissingSubject, SubjectEmpty),
        Op(UpstreamReason.BadSubject, Claim("sub", new string('x', 256))),
        Op(UpstreamReason.WrongAccessTokenHash, AtHashWrong),
        Op(UpstreamReason.WrongCodeHash, Claim("c_hash", "AAAAAAAAAAAAAAAAAAAAAA")),
        Op(UpstreamReason.MissingAuthTime, p => p["prompt"] = "login", AuthTimeMissing),
        Op(UpstreamReason.AuthenticationTooOld, p => p["prompt"] = "login", AuthTimeOld),
        Op(UpstreamReason.WrongAcr, p => p["claims"] = """{"id_token":{"acr":{"essential":true,"value":"mfa"}}}""", AcrOther),
        Op(UpstreamReason.SessionAlreadyOver, Claim("session_expiry", 1)),

        Op(UpstreamReason.UserInfoRefused, WithoutClaim("given_name"), Fails(OpPlace.UserInfo)),
        Op(UpstreamReason.UserInfoUnreadable, WithoutClaim("given_name"), Answer(OpPlace.UserInfo, a => a.Text = "not json")),
        Op(UpstreamReason.UserInfoWrongSubject, WithoutClaim("given_name"), UserInfoSubjectWrong),
    ];

    internal static Producer Op(string code, params TestOpFault[] faults) => Producer.Of(code, "oidc", scene => Failed(scene, null, faults));

    internal static async Task<SignInCase> Failed(Scene scene, Action<Fields>? ask, params TestOpFault[] faults)
    {
        var stage = await Stage.On(scene);
        stage.Op.Break(faults);
        await stage.Go(ask);
        return await stage.LastCase();
    }

    private static Producer Op(UpstreamReason reason, params TestOpFault[] faults) => Op($"upstream.{reason}", faults);

    private static Producer Op(UpstreamReason reason, Action<Fields> ask, params TestOpFault[] faults) =>
        Producer.Of($"upstream.{reason}", "oidc", scene => Failed(scene, ask, faults));

    private static Producer Entra(UpstreamReason reason, ImmutableArray<string> allowed, Action<TestOp>? with = null) => Producer.Of($"upstream.{reason}", "oidc", async scene =>
    {
        await using var op = await TestOp.Start(new TestOpOptions { AcceptAnyClient = true, Entra = true, Clock = scene.Clock });
        var person = TestUser.Person("ana", "Ana", "Entra", "ana@acme.example");
        (person.Claims["tid"], person.Claims["oid"]) = ((JsonNode)Tid, (JsonNode)"aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa");
        op.Users.Add(person);
        op.SignInAs = "ana";
        var stage = await Stage.On(scene, s => s with { IssuerUrl = op.Authority("organizations"), AllowedTenantIds = allowed }, op: op);
        with?.Invoke(op);
        await stage.Go();
        return await stage.LastCase();
    });

    private static TestOpFault WeakKey => Answer(OpPlace.Jwks, a =>
    {
        using var small = RSA.Create(1024);
        var key = small.ExportParameters(false);
        a.Json["keys"]!.AsArray().Add(new JsonObject
        {
            ["kty"] = "RSA",
            ["kid"] = "weak",
            ["use"] = "sig",
            ["n"] = System.Buffers.Text.Base64Url.EncodeToString(key.Modulus!),
            ["e"] = "AQAB",
        });
    });

    private static OidcTrust Trust() => new()
    {
        Issuer = "https://idp.example",
        ClientId = "us",
        AuthorizationEndpoint = "https://idp.example/authorize",
        TokenEndpoint = "https://idp.example/token",
        JwksUri = "https://idp.example/jwks",
        AuthMethod = UpstreamAuthMethod.None,
    };

    private static UpstreamTokenRequest Request()
    {
        var expected = new OidcExpectation
        {
            State = "s",
            Nonce = "n",
            CodeVerifier = new string('v', 43),
            RedirectUri = "https://sso.example/cb",
            RequestedAt = default,
        };
        var answer = (CallbackResult.Accepted)UpstreamCallback.Check(Parameters.Parse("state=s&code=c"), Trust(), expected);
        return UpstreamExchange.Request(Trust(), expected, answer.Code, new UpstreamClientAuth.Public());
    }

    private static string Refused(CallbackResult result) => OidcCode(((CallbackResult.Refused)result).Why);

    private static string Refused(TokenResult result) => OidcCode(((TokenResult.Refused)result).Why);

    private static string OidcCode(UpstreamRefusal why) => RunBroker.Upstream.Oidc.OidcClient.Refused(why).Code;
}
