using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>Receipts of ended sessions, and the ways of browsers through a sign-out.</summary>
public static class LogoutStore
{
    private const string Columns = "id, tenant_id, session_id, user_id, connection_id, cause, actor, receipt_id, sign_out_id, created_at";

    private const string Types = """
        id text, tenant_id text, session_id text, user_id text, connection_id text, cause text, actor text, receipt_id text,
        sign_out_id text, created_at bigint
        """;

    private const string LegColumns =
        "id, logout_id, tenant_id, target, channel, state, attempts, last_error, sid, upstream, request_id, at";

    /// <summary>What differs among most legs of one deed; all else is the same for them, and is sent once.</summary>
    private const string LegTypes = "id text, logout_id text, target text, sid text";

    private static readonly string PostgresInsertLegs = InsertLegsSql(DbKind.Postgres);

    private static readonly string SqliteInsertLegs = InsertLegsSql(DbKind.Sqlite);

    private const string PostgresSettleMany = $"{SettleMany1} = any(@1) {SettleMany2}";

    private const string SqliteSettleMany = $"{SettleMany1} in (select value from json_each(@1)) {SettleMany2}";

    private const string SettleMany1 = """
        update logout_leg set state = @2, attempts = @3, last_error = @4, at = @5, upstream = case when @2 = 'pending' then upstream end
         where tenant_id = @0 and id
        """;

    private const string SettleMany2 = "and state = 'pending' returning id";

    public static Task Insert(Tx tx, LogoutRow logout, ImmutableArray<LogoutLeg> legs) => Insert(tx, [logout], legs);

    public static async Task Insert(Tx tx, ImmutableArray<LogoutRow> logouts, ImmutableArray<LogoutLeg> legs)
    {
        await tx.Execute(
            $"insert into logout ({Columns}) select {Columns} from {tx.Rows("@rows", Types)}", new { rows = RowJson.Of(logouts) });
        // Octets do not go by JSON.
        foreach (var alike in legs.Where(l => l.Upstream is null).GroupBy(l => l with { Id = "", LogoutId = "", Target = "", Sid = null }))
        {
            var (l, rows) = (alike.Key, RowJson.Of(alike.Select(r => new { r.Id, r.LogoutId, r.Target, r.Sid })));
            await tx.ExecuteKept(
                tx.Kind == DbKind.Postgres ? PostgresInsertLegs : SqliteInsertLegs, rows, l.TenantId, l.Channel, l.State, l.Attempts,
                l.LastError, l.RequestId, l.At);
        }

        foreach (var leg in legs.Where(l => l.Upstream is not null))
            await Add(tx, leg);
    }

    private static string InsertLegsSql(DbKind kind) => $"""
        insert into logout_leg ({LegColumns})
        select id, logout_id, @1, target, @2, @3, @4, @5, sid, null, @6, @7 from {Tx.RowsOf(kind, "@0", LegTypes)}
        """;

    public static Task Add(Tx tx, LogoutLeg leg) => tx.Execute($"""
        insert into logout_leg ({LegColumns})
        values (@Id, @LogoutId, @TenantId, @Target, @Channel, @State, @Attempts, @LastError, @Sid, @Upstream, @RequestId, @At)
        """, leg);

    public static Task<LogoutRow?> Find(Tx tx, TenantId tenant, string id) =>
        tx.One<LogoutRow>($"select {Columns} from logout where tenant_id = @tenant and id = @id", new { tenant, id });

    /// <summary>By the number on the person's page. One page may stand for sessions of several tenants; of one tenant it is one.</summary>
    public static async Task<LogoutRow?> FindReceipt(Tx tx, TenantId tenant, string receipt) =>
        (await tx.Many<LogoutRow>($"""
            select {Columns} from logout where tenant_id = @tenant and receipt_id = @receipt order by id limit 1
            """, new { tenant, receipt })).FirstOrDefault();

    public static Task<LogoutRow?> OfSession(Tx tx, TenantId tenant, string session) =>
        tx.One<LogoutRow>($"select {Columns} from logout where tenant_id = @tenant and session_id = @session", new { tenant, session });

    /// <summary>Newest first.</summary>
    /// <param name="before">The last id of the page before, or null.</param>
    public static Task<ImmutableArray<LogoutRow>> Page(Tx tx, TenantId tenant, string? before, int limit) =>
        tx.Many<LogoutRow>($"""
            select {Columns} from logout where tenant_id = @tenant{(before is null ? "" : " and id < @before")}
             order by id desc limit @limit
            """, new { tenant, before, limit });

    /// <param name="tenant">Null: all, of deleted tenants as well.</param>
    /// <param name="before">As of <see cref="Page"/>.</param>
    public static Task<ImmutableArray<LogoutRow>> PageAll(Tx tx, TenantId? tenant, string? before, int limit) =>
        tx.Many<LogoutRow>($"""
            select {Columns} from logout
             where true{(tenant is null ? "" : " and tenant_id = @tenant")}{(before is null ? "" : " and id < @before")}
             order by id desc limit @limit
            """, new { tenant = tenant?.Value, before, limit });

    /// <param name="id">The receipt's id, or</param>
    /// <param name="receipt">its number; one page of a person may stand for sessions of several tenants: the oldest counts.</param>
    /// <param name="only">Whoever asks reaches this tenant alone; null: all.</param>
    public static async Task<TenantId?> TenantOf(Tx tx, string id, string? receipt, TenantId? only) =>
        (await tx.Many<string>($"""
            select tenant_id from logout
             where (id = @id or receipt_id = @receipt){(only is null ? "" : " and tenant_id = @only")} order by id limit 1
            """, new { id, receipt, only = only?.Value })) is [var tenant] ? new TenantId(tenant) : null;

    /// <summary>Those that ended on one browser's way; they may be of several tenants.</summary>
    public static Task<ImmutableArray<LogoutRow>> OfSignOut(Tx tx, string signOut) =>
        tx.Many<LogoutRow>($"select {Columns} from logout where sign_out_id = @signOut order by id", new { signOut });

    /// <summary>Of all of <see cref="OfSignOut"/>: they may be more than one statement takes ids.</summary>
    public static Task<ImmutableArray<LogoutLeg>> LegsOfSignOut(Tx tx, string signOut) =>
        tx.Many<LogoutLeg>($"""
            select {LegColumns} from logout_leg where logout_id in (select id from logout where sign_out_id = @signOut) order by logout_id, id
            """, new { signOut });

    /// <summary>As above, those that the person's browser has to take.</summary>
    public static Task<ImmutableArray<LogoutLeg>> BrowserLegsOfSignOut(Tx tx, string signOut) =>
        tx.Many<LogoutLeg>($"""
            select {LegColumns} from logout_leg
             where logout_id in (select id from logout where sign_out_id = @signOut) and channel in ('frontchannel', 'saml', 'oidc')
             order by logout_id, id
            """, new { signOut });

    /// <summary>In the order in which they were planned.</summary>
    public static Task<ImmutableArray<LogoutLeg>> Legs(Tx tx, IReadOnlyCollection<string> logouts) =>
        tx.Many<LogoutLeg>(
            $"select {LegColumns} from logout_leg where {tx.Among("logout_id", "@logouts")} order by logout_id, id",
            new { logouts = logouts.ToArray() });

    public static Task<LogoutLeg?> FindLeg(Tx tx, TenantId tenant, string id) =>
        tx.One<LogoutLeg>($"select {LegColumns} from logout_leg where tenant_id = @tenant and id = @id", new { tenant, id });

    /// <summary>The leg that our request to an upstream belongs to, while it waits for the answer.</summary>
    public static Task<LogoutLeg?> FindAsked(Tx tx, TenantId tenant, string connection, string requestId) =>
        tx.One<LogoutLeg>($"""
            select {LegColumns} from logout_leg
             where tenant_id = @tenant and target = @connection and request_id = @requestId and state = 'pending'
            """, new { tenant, connection, requestId });

    /// <summary>Our request to the upstream goes out now.</summary>
    /// <returns>False when the leg is over: its request went out before.</returns>
    public static async Task<bool> Ask(Tx tx, LogoutLeg leg, string requestId, DateTimeOffset now) =>
        await tx.Execute("""
            update logout_leg set request_id = @requestId, attempts = attempts + 1, upstream = null, at = @now
             where tenant_id = @TenantId and id = @Id and state = 'pending' and request_id is null
            """, new { leg.TenantId, leg.Id, requestId, now }) == 1;

    /// <summary>What came of it. Only a pending leg takes a word: a late one changes nothing.</summary>
    /// <param name="attempts">Null: as they are.</param>
    public static async Task<bool> Settle(
        Tx tx, TenantId tenant, string leg, string state, int? attempts, string? error, DateTimeOffset now) =>
        await tx.Execute($"""
            update logout_leg set state = @state, attempts = coalesce(@attempts, attempts), last_error = @error, at = @now
                   {(state == LegStates.Pending ? "" : ", upstream = null")}
             where tenant_id = @tenant and id = @leg and state = 'pending'
            """, new { tenant, leg, state, attempts, error, now }) == 1;

    /// <summary>As <see cref="Settle"/>, of several of which the same came, as many times asked.</summary>
    /// <returns>Those that were pending.</returns>
    public static Task<ImmutableArray<string>> SettleMany(
        Tx tx, TenantId tenant, IReadOnlyCollection<string> legs, string state, int attempts, string? error, DateTimeOffset now) =>
        tx.ManyKept(tx.Kind == DbKind.Postgres ? PostgresSettleMany : SqliteSettleMany, static row => row.GetString(0),
            tenant, tx.Array(legs), state, attempts, error, now);

    /// <summary>Legs that a browser was to take and did not, by then: it was closed, or went elsewhere.</summary>
    public static Task<int> GiveUpBrowsers(Tx tx, DateTimeOffset before, DateTimeOffset now, int limit) =>
        tx.Execute("""
            update logout_leg set state = 'failed', last_error = 'the browser did not come back with an answer', upstream = null, at = @now
             where id in (select id from logout_leg
                           where state = 'pending' and channel in ('frontchannel', 'saml', 'oidc') and at < @before limit @limit)
            """, new { before, now, limit });

    /// <summary>An admin asks to try again.</summary>
    public static async Task<bool> Reopen(Tx tx, TenantId tenant, string leg, DateTimeOffset now) =>
        await tx.Execute("""
            update logout_leg set state = 'pending', attempts = 0, last_error = null, at = @now
             where tenant_id = @tenant and id = @leg and state in ('failed', 'gone')
            """, new { tenant, leg, now }) == 1;

    public static Task InsertSignOut(Tx tx, SignOut signOut) =>
        tx.Execute("""
            insert into sign_out (id, secret_hash, next, created_at, expires_at) values (@Id, @SecretHash, @Next, @CreatedAt, @ExpiresAt)
            """, signOut);

    public static Task<SignOut?> FindSignOut(Tx tx, string id, DateTimeOffset now) =>
        tx.One<SignOut>("""
            select id, secret_hash, next, created_at, expires_at from sign_out where id = @id and expires_at > @now
            """, new { id, now });

    /// <summary>As <see cref="FindSignOut"/>, to change it in this transaction; another one waits for that.</summary>
    public static Task<SignOut?> FindAndLockSignOut(Tx tx, string id, DateTimeOffset now) =>
        tx.One<SignOut>($"""
            select id, secret_hash, next, created_at, expires_at from sign_out
             where id = @id and expires_at > @now{(tx.Kind == DbKind.Postgres ? " for update" : "")}
            """, new { id, now });

    public static Task SetNext(Tx tx, string id, string next) => tx.Execute("update sign_out set next = @next where id = @id", new { id, next });
}
