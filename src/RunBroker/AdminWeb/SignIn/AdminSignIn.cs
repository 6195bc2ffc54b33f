using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using RunBroker.AdminWeb.Door;
using RunBroker.Http;
using RunBroker.Protocol;
using RunBroker.Storage;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.Tokens;

namespace RunBroker.AdminWeb.SignIn;

internal abstract record AdminSignedIn
{
    private AdminSignedIn() { }

    public sealed record In(string SessionId, string? To) : AdminSignedIn;

    /// <summary>Signed in, but nobody gave this user a role here.</summary>
    public sealed record NoRole : AdminSignedIn;

    public sealed record Broken : AdminSignedIn;
}

/// <summary>
/// The admin pages sign in as any app does: code flow with PKCE at our own endpoints. State and verifier are made of a secret in this browser's
/// cookie, so nothing is stored and any node can finish.
/// </summary>
internal sealed class AdminSignIn(AdminApp own, Apps apps, CodeGrant codes, Db db, Settings settings, TimeProvider time)
{
    /// <returns>Where the browser goes.</returns>
    public string Begin(HttpContext http, string? email, string? to)
    {
        var secret = RandomToken.Create("", 32);
        Cookies.WriteAdmin(http, Cookies.AdminSignIn, $"{secret}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(to ?? ""))}",
            time.GetUtcNow() + Limits.AdminSignIn);
        return QueryHelpers.AddQueryString(settings.Url(Routes.Authorize), new Dictionary<string, string?>
        {
            ["client_id"] = AdminApp.ClientId,
            ["response_type"] = "code",
            ["redirect_uri"] = own.RedirectUri,
            ["scope"] = "openid",
            ["state"] = State(secret),
            ["code_challenge"] = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Verifier(secret)))),
            ["code_challenge_method"] = "S256",
            // An SSO session may be a week old; who administers has signed in today.
            ["max_age"] = Limits.AdminSignInAge.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ["login_hint"] = string.IsNullOrWhiteSpace(email) ? null : email.Trim(),
        });
    }

    public async Task<AdminSignedIn> Finish(HttpContext http, CancellationToken stop)
    {
        var query = http.Request.Query;
        if (http.Request.Cookies[Cookies.AdminSignIn]?.Split('.') is not [var secret, var packed] || !AdminForms.Same(State(secret), query["state"])
            || query["code"] is not [{ } code] || Handle.Parse(code) is not { } handle)
            return new AdminSignedIn.Broken();
        Cookies.DeleteAdmin(http, Cookies.AdminSignIn);
        var app = await apps.Find(AdminApp.ClientId, stop);
        var grant = await db.Read(tx => GrantStore.Find(tx, handle.Id), stop);
        var form = Parameters.From([
            new("code", code), new("redirect_uri", own.RedirectUri), new("code_verifier", Verifier(secret))]);
        if (app is null || grant?.SessionId is not { } session || await codes.Redeem(app, form, http.Ip(), stop) is not GrantResult.Given)
            return new AdminSignedIn.Broken();
        return await db.Read(tx => AdminWebStore.Grant(tx, grant.TenantId, grant.UserId), stop) is null
            ? new AdminSignedIn.NoRole() : new AdminSignedIn.In(session, Unpacked(packed));
    }

    private static string State(string secret) => AdminForms.Derive(secret, "state");

    private static string Verifier(string secret) => AdminForms.Derive(secret, "verifier");

    private static string? Unpacked(string packed) =>
        Base64Url.IsValid(packed) ? AdminPath.Read(Encoding.UTF8.GetString(Base64Url.DecodeFromChars(packed))) : null;
}
