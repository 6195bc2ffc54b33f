using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>OIDCC-2: builds, lets faults and hooks edit, signs, and encrypts when asked.</summary>
internal static class OpIdToken
{
    private static readonly string[] ProfileClaims = ["name", "given_name", "family_name", "preferred_username", "picture", "locale"];
    private static readonly string[] EmailClaims = ["email", "email_verified"];

    public static async Task<string> Make(TestOp op, OpGrant grant, string accessToken)
    {
        var alg = grant.Client.IdTokenAlg ?? op.Options.SigningAlg;
        var key = op.KeyFor(alg);
        var draft = new IdTokenDraft(op, grant.Client, new() { ["alg"] = alg, ["kid"] = key.Kid, ["typ"] = "JWT" }, Claims(op, grant), key)
        {
            AccessToken = accessToken,
        };
        draft.AccessTokenHash(alg);
        op.Faults.Apply(draft);
        op.EditIdToken?.Invoke(draft.Header, draft.Claims);
        return await Seal(draft);
    }

    /// <summary>Signs a draft as its header says, breaks the signature if told so, and encrypts to the client's key if told so.</summary>
    public static async Task<string> Seal(IdTokenDraft draft)
    {
        var jws = TestJws.Sign(draft.Header, draft.Claims, draft.Key, draft.Secret);
        if (draft.SignatureBroken) jws = Flipped(jws);
        if (draft.EncryptionAlg is not { } alg || draft.Encryption is not { } enc) return jws;
        var kty = alg.StartsWith("RSA", StringComparison.Ordinal) ? "RSA" : "EC";
        var keys = await OpClientAuth.Keys(draft.Op, draft.Client);
        var jwk = keys.FirstOrDefault(k => (string?)k["use"] == "enc" && (string?)k["kty"] == kty)
            ?? throw new InvalidOperationException($"Client {draft.Client.Id} publishes no {kty} key with use=enc.");
        return TestJwe.Encrypt(jws, TestKey.FromJwk(jwk) ?? throw new InvalidOperationException("Unreadable key."), alg, enc);
    }

    /// <summary>The user's claims that the scope asks for (OIDCC-5.4); claims of no standard scope are always given.</summary>
    public static JsonObject UserClaims(OpGrant grant)
    {
        var claims = (JsonObject)grant.User.Claims.DeepClone();
        if (!grant.Request.Words("scope", "profile")) Remove(claims, ProfileClaims);
        if (!grant.Request.Words("scope", "email")) Remove(claims, EmailClaims);
        claims["sub"] = grant.User.Subject;
        return claims;
    }

    /// <summary>The issuer of tokens for this user: in Entra mode that of the user's own tenant.</summary>
    public static string TokenIssuer(this TestOp op, TestUser user, string here) =>
        op.Options.Entra ? op.Authority((string?)user.Claims["tid"] ?? throw new InvalidOperationException("Entra users need a tid claim.")) : here;

    private static JsonObject Claims(TestOp op, OpGrant grant)
    {
        var claims = op.Options.ClaimsInIdToken ? UserClaims(grant) : new() { ["sub"] = grant.User.Subject };
        if (op.Options.Entra)
            foreach (var name in new[] { "tid", "oid" }) claims[name] = grant.User.Claims[name]?.DeepClone();
        claims["iss"] = grant.Issuer;
        claims["aud"] = grant.Client.Id;
        claims["iat"] = op.Now.ToUnixTimeSeconds();
        claims["exp"] = (op.Now + op.Options.IdTokenLifetime).ToUnixTimeSeconds();
        claims["auth_time"] = grant.Session.AuthTime.ToUnixTimeSeconds();
        claims["amr"] = new JsonArray("pwd");
        if (grant.Request["nonce"] is { } nonce) claims["nonce"] = nonce;
        if (grant.Request["acr_values"] is { } acr) claims["acr"] = acr.Split(' ')[0];
        if (op.SendsSid) claims["sid"] = grant.Session.Id;
        if (op.SessionExpiry is { } expiry) claims["session_expiry"] = (grant.Session.AuthTime + expiry).ToUnixTimeSeconds();
        return claims;
    }

    private static string Flipped(string jws)
    {
        var at = jws.LastIndexOf('.') + 2;
        return jws[..at] + (jws[at] == 'A' ? 'B' : 'A') + jws[(at + 1)..];
    }

    private static void Remove(JsonObject claims, string[] names)
    {
        foreach (var name in names) claims.Remove(name);
    }
}
