using RunBroker.Admin;
using RunBroker.Http;
using RunBroker.Operations;
using RunBroker.Sessions;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.AdminWeb.Door;

/// <summary>Who sits before the admin pages, asked anew with every request: a revoked token or an ended SSO session is out at the next click.</summary>
/// <param name="Name">As the page says it: an e-mail address, or the token's id.</param>
/// <param name="FormProof">Goes with every form; only pages of this admin session have it (P-016).</param>
internal sealed record AdminAtDesk(ManagementCaller Caller, string Name, string FormProof, Handle Handle);

internal sealed class AdminAccess(Db db, Settings settings, TimeProvider time)
{
    /// <summary>Null: nobody, or nobody any more.</summary>
    public async Task<AdminAtDesk?> Find(HttpContext http, CancellationToken stop)
    {
        if (Handle.Parse(http.Request.Cookies[Cookies.Admin]) is not { } handle)
            return null;
        var now = time.GetUtcNow();
        var (row, who) = await db.Read(
            async tx => await AdminWebStore.Session(tx, handle.Id) is { } session && handle.Matches(session.SecretHash)
                && now < session.ExpiresAt && now < session.LastSeenAt + Limits.AdminIdle
                ? (session, await Who(tx, session, now)) : default, stop);
        if (row is null || who is not var (caller, name))
            return null;
        if (now - row.LastSeenAt > Limits.AdminSeenLag)
            await db.Write(tx => AdminWebStore.Seen(tx, row.Id, now), stop);
        return new(caller with { Ip = http.Ip() }, name, AdminForms.Proof(handle), handle);
    }

    /// <summary>Opens the pages in this browser for whoever holds a management token.</summary>
    /// <param name="tokenId">Of the API token; null: the bootstrap token of the configuration.</param>
    public Task OpenByToken(HttpContext http, string? tokenId, CancellationToken stop) =>
        Open(http, new() { Id = "", SecretHash = [], TokenId = tokenId ?? ManagementTokens.BootstrapMark(settings) }, stop);

    public Task OpenBySession(HttpContext http, string ssoSession, CancellationToken stop) =>
        Open(http, new() { Id = "", SecretHash = [], SsoSessionId = ssoSession }, stop);

    public async Task Close(HttpContext http, AdminAtDesk desk, CancellationToken stop)
    {
        await db.Write(
            async tx =>
            {
                await AdminWebStore.DeleteSession(tx, desk.Handle.Id);
                await Events.Record(tx, Told(desk.Caller, "admin.signed_out", desk.Handle.Id));
            }, stop);
        Cookies.DeleteAdmin(http, Cookies.Admin);
    }

    private async Task Open(HttpContext http, AdminSession hangsOn, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        var handle = Handle.New("adm_", now);
        var old = Handle.Parse(http.Request.Cookies[Cookies.Admin]);
        await db.Write(
            async tx =>
            {
                if (old is not null && await AdminWebStore.Session(tx, old.Id) is { } before && old.Matches(before.SecretHash))
                    await AdminWebStore.DeleteSession(tx, old.Id);
                var row = hangsOn with
                {
                    Id = handle.Id,
                    SecretHash = handle.Hash(),
                    CreatedAt = now,
                    LastSeenAt = now,
                    ExpiresAt = now + Limits.AdminSession,
                };
                await AdminWebStore.InsertSession(tx, row);
                if (await Who(tx, row, now) is var (caller, _))
                    await Events.Record(tx, Told(caller with { Ip = http.Ip() }, "admin.signed_in", handle.Id));
            }, stop);
        Cookies.WriteAdmin(http, Cookies.Admin, handle.ToString(), now + Limits.AdminSession);
    }

    private NewEvent Told(ManagementCaller caller, string type, string session) =>
        caller.Did(type, caller.Tenant, "admin_session", session, time.GetUtcNow(), []);

    private async Task<(ManagementCaller Caller, string Name)?> Who(Tx tx, AdminSession row, DateTimeOffset now) =>
        await Found(tx, row, now) is var (caller, name) ? (await OperatorsTenant.Limit(tx, caller), name) : null;

    private async Task<(ManagementCaller Caller, string Name)?> Found(Tx tx, AdminSession row, DateTimeOffset now)
    {
        if (row.SsoSessionId is { } session)
            return await BySession(tx, session, now);
        if (row.TokenId == ManagementTokens.BootstrapMark(settings))
            return (new("token:bootstrap", [ManagementCaller.OperatorScope], null), "bootstrap");
        return row.TokenId is { } id && await ApiTokenStore.Find(tx, id) is { } token && !(now >= token.ExpiresAt)
            ? (new($"token:{token.Id}", token.Scopes, token.TenantId), token.Prefix) : null;
    }

    private async Task<(ManagementCaller Caller, string Name)?> BySession(Tx tx, string id, DateTimeOffset now)
    {
        if (await SessionStore.FindMany(tx, [id]) is not [var session]
            || await TenantStore.Find(tx, session.TenantId) is not { } tenant
            || session.At(SessionLimits.Of(tenant, settings), now) != SessionState.Live
            || await AdminWebStore.Grant(tx, session.TenantId, session.UserId) is not { } grant
            || await UserStore.Find(tx, session.TenantId, session.UserId) is not { Active: true } user)
            return null;
        return AdminRoles.Caller(grant) is { } caller ? (caller, user.Email) : null;
    }
}
