using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using RunBroker.Admin;
using RunBroker.AdminWeb.Door;
using RunBroker.Http;
using RunBroker.Protocol;
using RunBroker.Protocol.Jose;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.Tokens;

namespace RunBroker.AdminWeb.Clients;

/// <param name="Name">Of <see cref="TrialWords"/>.</param>
public sealed record TrialCheck(string Name, bool Held, string? Got);

/// <summary>What the app would have got.</summary>
/// <param name="Error">The OAuth error in place of a code, or null.</param>
/// <param name="Claims">The ID token's, as JSON.</param>
public sealed record TrialOutcome(string Slug, string ClientId, string AppName, string? Error, string? Says, ImmutableArray<TrialCheck> Checks, string? Claims);

/// <summary>
/// Signs in at our own endpoints with the scopes of an app, checks the ID token as that app's library would, and asks the app's access rules.
/// State, nonce and verifier are made of a secret in this browser's cookie, so nothing is stored.
/// </summary>
internal sealed class Trial(TrialApp own, Apps apps, CodeGrant codes, SigningKeys keys, Db db, Settings settings, TimeProvider time)
{
    private static readonly JwsPolicy Policy = new(SigningKeys.Algorithms, ["JWT"]);
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>Where the browser goes.</returns>
    public async Task<string> Begin(HttpContext http, Tenant tenant, ClientResource app, CancellationToken stop)
    {
        await own.Register(tenant, stop);
        var secret = RandomToken.Create("", 32);
        Cookies.WriteAdmin(http, Cookies.Trial, $"{secret}.{tenant.Slug}.{app.ClientId}", time.GetUtcNow() + Limits.AdminSignIn);
        var scopes = app.Scope.Split(' ').Except([.. ManagementCaller.AllScopes, "offline_access"]);
        return QueryHelpers.AddQueryString(settings.Url(Routes.Authorize), new Dictionary<string, string?>
        {
            ["client_id"] = Apps.OfTrials,
            ["response_type"] = "code",
            ["redirect_uri"] = own.RedirectUri,
            ["scope"] = string.Join(' ', scopes.Prepend("openid").Distinct()),
            ["organization"] = tenant.Slug,
            ["state"] = AdminForms.Derive(secret, "state"),
            ["nonce"] = AdminForms.Derive(secret, "nonce"),
            ["code_challenge"] = Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(AdminForms.Derive(secret, "verifier")))),
            ["code_challenge_method"] = "S256",
        });
    }

    /// <returns>Null when no trial of this browser waits for the answer.</returns>
    public async Task<TrialOutcome?> Finish(HttpContext http, CancellationToken stop)
    {
        var query = http.Request.Query;
        if (http.Request.Cookies[Cookies.Trial]?.Split('.', 3) is not [var secret, var slug, var clientId]
            || !AdminForms.Same(AdminForms.Derive(secret, "state"), query["state"]) || await apps.Find(clientId, stop) is not { } tried)
            return null;
        Cookies.DeleteAdmin(http, Cookies.Trial);
        var outcome = new TrialOutcome(slug, clientId, tried.Name, null, null, [], null);
        if (query["error"] is [{ } error])
            return outcome with { Error = error, Says = query["error_description"].ToString() };
        var form = Parameters.From([
            new("code", query["code"].ToString()), new("redirect_uri", own.RedirectUri), new("code_verifier", AdminForms.Derive(secret, "verifier"))]);
        return await apps.Find(Apps.OfTrials, stop) is { } app && await codes.Redeem(app, form, http.Ip(), stop) is GrantResult.Given { IdToken: { } idToken }
            ? await Judged(outcome, idToken, AdminForms.Derive(secret, "nonce"), query["iss"], tried, stop) : null;
    }

    private async Task<TrialOutcome> Judged(TrialOutcome outcome, string idToken, string nonce, string? iss, App tried, CancellationToken stop)
    {
        var verified = Jws.Verify(idToken, keys.Now.Public, Policy) as JwsResult.Verified;
        var claims = verified is null ? null : JwtClaims.Parse(verified.Payload);
        ImmutableArray<TrialCheck> checks =
        [
            new("iss_parameter", iss == settings.Issuer, iss),
            new("signature", claims is not null, verified?.Header.Kid),
            new("iss", claims?.Text("iss") == settings.Issuer, claims?.Text("iss")),
            new("aud", claims?.Text("aud") == Apps.OfTrials, claims?.Text("aud")),
            new("nonce", claims?.Text("nonce") == nonce, null),
            new("exp", claims?.Time("exp") > time.GetUtcNow(), null),
            new("access", claims is not null && await MayEnter(claims, tried, stop), null),
        ];
        return outcome with { Checks = checks, Claims = verified is null ? null : Indented(verified.Payload.Span) };
    }

    /// <summary>The test app has no rules of its own: these are those of the app that is tried.</summary>
    private Task<bool> MayEnter(JwtClaims claims, App tried, CancellationToken stop) => db.Read(
        async tx => claims.Text("tenant_id") is { } id && await TenantStore.Find(tx, new(id)) is { } tenant && tried.MayServe(tenant.Id)
            && await UserStore.Find(tx, tenant.Id, claims.Text("sub") ?? "") is { } user
            && Access.Allows(tenant, tried, user), stop);

    private static string Indented(ReadOnlySpan<byte> json)
    {
        using var document = JsonDocument.Parse(json.ToArray());
        return JsonSerializer.Serialize(document.RootElement, Written);
    }
}
