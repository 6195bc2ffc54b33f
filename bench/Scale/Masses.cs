using System.Globalization;
using RunBroker.Storage;

namespace RunBroker.Bench;

/// <summary>Seeds very many of everything.</summary>
internal static class Masses
{
    private const int Batch = 1000;
    private const int RowBatch = 100_000;

    private const string Numbers = """
        with recursive numbers (n) as (select @from union all select n + 1 from numbers where n < @until)
        """;

    private const string Padded = "substr(cast(10000000000 + n as text), 2)";

    private static readonly string[] Tables =
    [
        $"""
        insert into run_user (id, tenant_id, email, first_name, last_name, role, roles, tags, active, email_said_verified, version, created_at, updated_at)
        {Numbers} select 'usr_0' || {Padded}, @tenant, 'old' || n || '@example.test', 'Old', 'Timer', 'member', '["member"]', '[]', true, true, 1, @at, @at from numbers
        """,
        $"""
        insert into user_identity (tenant_id, connection_id, issuer, subject, user_id, active, created_at, last_login_at)
        {Numbers} select @tenant, @connection, @issuer, 'old' || n, 'usr_0' || {Padded}, true, @at, @at from numbers
        """,
        // Their ends lie in the coming days, evenly: some of them while the run lasts.
        $"""
        insert into sso_session (id, tenant_id, user_id, connection_id, sso, created_at, last_active_at, expires_at, idle_ms, auth_time, amr)
        {Numbers} select 'ses_0' || {Padded}, @tenant, 'usr_0' || {Padded}, @connection, true, @at, @now, cast(@now + (n * 604800000.0 / @rows) as bigint), 259200000, @at, '[]' from numbers
        """,
        $"""
        insert into participant (session_id, client_id, sid, first_seen_at, last_seen_at)
        {Numbers} select 'ses_0' || {Padded}, @client, 'sid_0' || {Padded}, @at, @at from numbers
        """,
        $"""
        insert into app_grant (id, tenant_id, client_id, user_id, session_id, sid, scope, redirect_uri, code_hash, code_expires_at, code_used_at, auth_time, created_at)
        {Numbers} select 'gra_0' || {Padded}, @tenant, @client, 'usr_0' || {Padded}, 'ses_0' || {Padded}, 'sid_0' || {Padded}, 'openid profile email offline_access',
                  'http://127.0.0.1:9999/cb', @hash, @at, @at, @at, @at from numbers
        """,
    ];

    public static App AppOf(int tenant)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"bench-t{tenant}");
        return new(name, $"secret-of-{name}-0123456789abcdef", UpstreamKind.Oidc, "ES256", false) { Tenant = name };
    }

    /// <summary>Each with an OIDC connection and an app.</summary>
    public static async Task Tenants(Seeding seeding, Db db, int count)
    {
        for (var from = 0; from < count; from += Batch)
        {
            var (begin, end) = (from, Math.Min(count, from + Batch));
            await db.Write(async tx =>
            {
                for (var i = begin; i < end; i++)
                {
                    var app = AppOf(i);
                    var tenant = seeding.TenantOf(app.Tenant);
                    await TenantStore.Insert(tx, tenant);
                    await seeding.AddConnection(tx, tenant.Id, UpstreamKind.Oidc);
                    await seeding.AddApp(tx, app);
                }
            }, CancellationToken.None);
        }
    }

    /// <param name="rows">A third each of users, sessions and grants, of one tenant; besides them identities and participants.</param>
    public static async Task Rows(Db db, Seeding seeding, string issuer, int rows)
    {
        var (tenant, third) = (seeding.TenantOf(Site.Tenant(UpstreamKind.Oidc)).Id, rows / 3);
        var now = TimeProvider.System.GetUtcNow();
        for (var from = 1; from <= third; from += RowBatch)
        {
            var until = Math.Min(third, from + RowBatch - 1);
            foreach (var sql in Tables)
            {
                await db.Write(tx => tx.Execute(sql, new
                {
                    from,
                    until,
                    tenant,
                    connection = Seeding.ConnectionId(tenant),
                    issuer,
                    client = Site.AppOf(UpstreamKind.Oidc, "ES256").ClientId,
                    at = now.AddDays(-2),
                    now,
                    rows = third,
                    hash = new byte[32],
                }), CancellationToken.None);
            }

            Progress.Say(string.Create(CultureInfo.InvariantCulture, $"scale: {until} of {third} users, sessions and grants"));
        }
    }
}
