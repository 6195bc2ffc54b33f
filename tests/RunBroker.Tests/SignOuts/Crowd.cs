using System.Collections.Immutable;
using RunBroker.Storage;

namespace RunBroker.Tests.SignOuts;

/// <summary>Thousands of sessions as sign-ins leave them, each of a person of its own, written by a few statements.</summary>
internal static class Crowd
{
    private const string Numbers = "with recursive n (i) as (select @first union all select i + 1 from n where i < @first + @count - 1)";

    /// <param name="first">The number of the first; those that were seeded before had others.</param>
    public static Task Seed(
        Db db, TenantId tenant, string connection, ImmutableArray<string> apps, int count, DateTimeOffset now, int first = 0)
    {
        var of = tenant.Value;
        var args = new { tenant, of, connection, first, count, now, end = now.AddDays(7) };
        return db.Write(
            async tx =>
            {
                await tx.Execute($"""
                    insert into run_user (id, tenant_id, email, first_name, role, roles, tags, active, email_said_verified, version, created_at, updated_at)
                    {Numbers}
                    select 'usr_' || @of || n.i, @tenant, 'p' || n.i || '@acme.example', 'P', 'admin', '["admin"]', '[]', true, false, 1, @now, @now from n
                    """, args);
                await tx.Execute($"""
                    insert into user_identity (tenant_id, connection_id, issuer, subject, user_id, active, created_at, last_login_at)
                    {Numbers}
                    select @tenant, @connection, 'https://idp.example', 's' || n.i, 'usr_' || @of || n.i, true, @now, @now from n
                    """, args);
                await tx.Execute($"""
                    insert into sso_session (id, tenant_id, user_id, connection_id, sso, created_at, last_active_at, expires_at, idle_ms, auth_time, amr)
                    {Numbers}
                    select 'ses_' || @of || n.i, @tenant, 'usr_' || @of || n.i, @connection, true, @now, @now, @end, 604800000, @now, '[]' from n
                    """, args);
                foreach (var app in apps)
                    await Joined(tx, tenant, app, count, now, first);
            }, CancellationToken.None);
    }

    public static string SessionId(TenantId tenant, int i) => $"ses_{tenant}{i}";

    /// <summary>Each session has been to the app: it is a participant, and holds a refresh token.</summary>
    private static async Task Joined(Tx tx, TenantId tenant, string app, int count, DateTimeOffset now, int first)
    {
        var args = new { tenant, of = tenant.Value, app, first, count, now, end = now.AddDays(1), hash = new byte[32] };
        await tx.Execute($"""
            insert into participant (session_id, client_id, sid, first_seen_at, last_seen_at)
            {Numbers}
            select 'ses_' || @of || n.i, @app, 'sid_' || @of || @app || n.i, @now, @now from n
            """, args);
        await tx.Execute($"""
            insert into app_grant (id, tenant_id, client_id, user_id, session_id, sid, scope, redirect_uri, code_hash, code_expires_at, code_used_at,
                                   auth_time, created_at)
            {Numbers}
            select 'grt_' || @of || @app || n.i, @tenant, @app, 'usr_' || @of || n.i, 'ses_' || @of || n.i, 'sid_' || @of || @app || n.i, 'openid',
                   'https://app.example/cb', @hash, @now, @now, @now, @now from n
            """, args);
        await tx.Execute($"""
            insert into refresh_token (id, grant_id, secret_hash, created_at, expires_at)
            {Numbers}
            select 'rft_' || @of || @app || n.i, 'grt_' || @of || @app || n.i, @hash, @now, @end from n
            """, args);
    }
}
