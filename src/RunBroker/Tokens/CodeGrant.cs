using System.Text.Json.Nodes;
using RunBroker.Http;
using RunBroker.Operations;
using RunBroker.Protocol;
using RunBroker.Protocol.Oidc;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Tokens;

/// <summary>A code against tokens (RFC6749-4.1.3, OIDCC-3.1.3).</summary>
internal sealed class CodeGrant(Db db, Registry registry, TokenIssuer issuer, Settings settings, TimeProvider time)
{
    private static readonly GrantResult.Refused Invalid = GrantResult.No("invalid_grant", "the code is not valid", "RFC6749-5.2");

    public Task<GrantResult> Redeem(App app, Parameters form, string? ip, CancellationToken stop)
    {
        if (form["code"] is not { } text)
            return Task.FromResult<GrantResult>(GrantResult.No("invalid_request", "code is missing", "RFC6749-4.1.3"));
        if (Handle.Parse(text) is not { } handle)
            return Task.FromResult<GrantResult>(Invalid);
        return Redeem(app, handle, form, ip, time.GetUtcNow(), stop);
    }

    /// <summary>Rows first, in one transaction; signatures after it, so that none is made while others wait to write.</summary>
    private async Task<GrantResult> Redeem(App app, Handle handle, Parameters form, string? ip, DateTimeOffset now, CancellationToken stop)
    {
        var spent = await db.Write(tx => Spend(tx, app, handle, form, ip, now), stop);
        return spent is null ? Invalid : issuer.Sign(app, spent, spent.Subject.Grant.Nonce, now);
    }

    private async Task<SpentGrant?> Spend(Tx tx, App app, Handle handle, Parameters form, string? ip, DateTimeOffset now)
    {
        // Whoever does not know the secret changes nothing: an id alone must not spend or revoke anybody's code.
        if (await GrantStore.FindHeld(tx, handle.Id) is not { Grant: var grant } held || !handle.Matches(grant.CodeHash))
            return null;
        if (!await GrantStore.TakeCode(tx, handle.Id, now))
        {
            // A replay: one of the two holders is a thief, so what the first use gave ends (RFC9700-4.5, O-006).
            await Revoke(tx, grant, "code_replay", ip, now);
            return null;
        }

        // From here on the code is spent, also when it is refused: a leaked code is worth one wrong guess (O-036).
        foreach (var (holds, why, spec) in Rules(grant, app, form, now))
        {
            if (!holds)
            {
                await Revoke(tx, grant, why, ip, now);
                return null;
            }
        }

        // A shared app from which the tenant was taken away gets nothing more of its people.
        if (!app.MayServe(grant.TenantId) || await TokenSubject.Of(tx, registry, held, settings, now) is not { } subject)
            return null;
        var opaque = TokenIssuer.OpaqueAccessToken(app, subject, subject.Scopes, now);
        if (opaque?.Row is { } row)
            await GrantStore.InsertAccess(tx, row);
        return new SpentGrant(subject, subject.Scopes, opaque, RefreshGrant.IsWanted(app, subject) ? await RefreshGrant.Issue(tx, app, subject, now) : null);
    }

    private static IEnumerable<(bool Holds, string Why, string Spec)> Rules(Grant grant, App app, Parameters form, DateTimeOffset now)
    {
        yield return (grant.ClientId == app.ClientId, "code_of_other_app", "RFC6749-4.1.3");
        yield return (now < grant.CodeExpiresAt, "code_expired", "RFC6749-4.1.2");
        yield return (form["redirect_uri"] == grant.RedirectUri, "code_redirect_uri", "RFC6749-4.1.3");
        // A verifier without a challenge is refused as well: the challenge may have been stripped (RFC9700-4.8.2, O-005).
        yield return ((form["code_verifier"], grant.CodeChallenge) switch
        {
            (null, null) => true,
            ({ } verifier, { } challenge) => Pkce.Matches(verifier, challenge),
            _ => false,
        }, "code_pkce", "RFC7636-4.6");
    }

    private static async Task Revoke(Tx tx, Grant grant, string cause, string? ip, DateTimeOffset now)
    {
        if (await GrantStore.Revoke(tx, grant.Id, cause, now))
        {
            await Events.Record(tx, new("grant.revoked", grant.TenantId, $"client:{grant.ClientId}", "grant", grant.Id,
                new JsonObject { ["cause"] = cause, ["client_id"] = grant.ClientId, ["user_id"] = grant.UserId }, ip, now));
        }
    }
}
