using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

public static class SessionStore
{
    internal const string Columns = """
        id, tenant_id, user_id, connection_id, sso, secret_hash, frame_hash, created_at, last_active_at, expires_at, idle_ms, auth_time,
        acr, amr, upstream, upstream_sid, upstream_name_hash, upstream_expires_at, ip, user_agent, ended_at, end_cause
        """;

    internal const int ColumnCount = 22;

    private static readonly string HeldSql = $"""
        select {Storage.Columns.Of("s", Columns)}, {Storage.Columns.Of("u", UserStore.Columns)}
          from sso_session s left join run_user u on u.id = s.user_id and u.tenant_id = s.tenant_id
         where s.id = @0 and s.ended_at is null
        """;

    private const string ParticipantColumns = "session_id, client_id, sid, first_seen_at, last_seen_at";

    private static readonly TimeSpan SeenLag = TimeSpan.FromMinutes(1);

    /// <summary>The sessions that a browser's cookie names, of whatever tenants; the caller checks each secret.</summary>
    public static async Task<ImmutableArray<Session>> FindMany(Tx tx, IReadOnlyCollection<string> ids)
    {
        if (ids.Count > 1)
        {
            return await tx.Many<Session>(
                $"select {Columns} from sso_session where {tx.Among("id", "@ids")} and ended_at is null", new { ids = ids.ToArray() });
        }

        return ids.Count == 0 ? [] : await tx.ManyKept($"select {Columns} from sso_session where id = @0 and ended_at is null", Row, ids.First());
    }

    /// <summary>As <see cref="FindMany"/>, the one that a browser has nearly always, with its person.</summary>
    public static Task<HeldSession?> FindHeld(Tx tx, string id) => tx.OneKept(HeldSql, static row => new HeldSession(
        Read(row, 0), row.IsDBNull(ColumnCount) ? null : UserStore.Read(row, ColumnCount)), id);

    public static Task<Session?> Find(Tx tx, TenantId tenant, string id) =>
        tx.OneKept($"select {Columns} from sso_session where tenant_id = @0 and id = @1", Row, tenant, id);

    /// <param name="user">Null: of all users.</param>
    /// <param name="before">The last id of the page before, or null. Newest first.</param>
    public static Task<ImmutableArray<Session>> PageLive(
        Tx tx, TenantId tenant, string? user, DateTimeOffset now, string? before, int limit) =>
        tx.Many<Session>($"""
            select {Columns} from sso_session
             where tenant_id = @tenant and ended_at is null and expires_at > @now and last_active_at + idle_ms + idle_ms / 100 > @now
                   {(user is null ? "" : " and user_id = @user")}{(before is null ? "" : " and id < @before")}
             order by id desc limit @limit
            """, new { tenant, user, now, before, limit });

    /// <summary>As <see cref="PageLive"/>, of all tenants: for operators alone.</summary>
    public static Task<ImmutableArray<Session>> PageLiveOfAll(Tx tx, DateTimeOffset now, string? before, int limit) =>
        tx.Many<Session>($"""
            select {Columns} from sso_session
             where ended_at is null and expires_at > @now and last_active_at + idle_ms + idle_ms / 100 > @now
                   {(before is null ? "" : " and id < @before")}
             order by id desc limit @limit
            """, new { now, before, limit });

    private static Session Row(System.Data.Common.DbDataReader row) => Read(row, 0);

    internal static Session Read(System.Data.Common.DbDataReader row, int at) => new()
    {
        Id = row.GetString(at),
        TenantId = row.Tenant(at + 1),
        UserId = row.GetString(at + 2),
        ConnectionId = row.GetString(at + 3),
        Sso = row.GetBoolean(at + 4),
        SecretHash = row.Octets(at + 5),
        FrameHash = row.Octets(at + 6),
        CreatedAt = row.Instant(at + 7),
        LastActiveAt = row.Instant(at + 8),
        ExpiresAt = row.Instant(at + 9),
        IdleMs = row.GetInt64(at + 10),
        AuthTime = row.Instant(at + 11),
        Acr = row.Text(at + 12),
        Amr = row.Strings(at + 13),
        Upstream = row.Octets(at + 14),
        UpstreamSid = row.Text(at + 15),
        UpstreamNameHash = row.Octets(at + 16),
        UpstreamExpiresAt = row.InstantOrNull(at + 17),
        Ip = row.Text(at + 18),
        UserAgent = row.Text(at + 19),
        EndedAt = row.InstantOrNull(at + 20),
        EndCause = row.Text(at + 21),
    };

    public static Task Insert(Tx tx, Session session)
    {
        const string Sql = $"""
            insert into sso_session ({Columns})
            values (@0, @1, @2, @3, @4, @5, @6, @7, @8, @9, @10, @11, @12, @13, @14, @15, @16, @17, @18, @19, @20, @21)
            """;
        return tx.Send(
            Sql, session.Id, session.TenantId, session.UserId, session.ConnectionId, session.Sso, session.SecretHash, session.FrameHash,
            session.CreatedAt, session.LastActiveAt, session.ExpiresAt, session.IdleMs, session.AuthTime, session.Acr, session.Amr,
            session.Upstream, session.UpstreamSid, session.UpstreamNameHash, session.UpstreamExpiresAt, session.Ip, session.UserAgent,
            session.EndedAt, session.EndCause);
    }

    /// <summary>A new sign-in of the same person: everything but the id and the apps is as of now.</summary>
    /// <returns>False when it has ended meanwhile.</returns>
    public static async Task<bool> Renew(Tx tx, Session session)
    {
        const string Sql = """
            update sso_session
               set secret_hash = @SecretHash, frame_hash = @FrameHash, created_at = @CreatedAt, last_active_at = @LastActiveAt,
                   expires_at = @ExpiresAt, idle_ms = @IdleMs, auth_time = @AuthTime, acr = @Acr, amr = @Amr, upstream = @Upstream,
                   upstream_sid = @UpstreamSid, upstream_name_hash = @UpstreamNameHash, upstream_expires_at = @UpstreamExpiresAt,
                   ip = @Ip, user_agent = @UserAgent
             where tenant_id = @TenantId and id = @Id and ended_at is null
            """;
        return await tx.Execute(Sql, session) == 1;
    }

    /// <summary>Activity: never moves backwards, so that a slow node shortens no session.</summary>
    public static Task Touch(Tx tx, TenantId tenant, string id, DateTimeOffset now, DateTimeOffset expiresAt, TimeSpan idle) =>
        tx.Send("""
            update sso_session set last_active_at = @2, expires_at = @3, idle_ms = @4
             where tenant_id = @0 and id = @1 and last_active_at < @2 and ended_at is null
            """, tenant, id, now, expiresAt, idle);

    /// <returns>False when it had ended already.</returns>
    public static async Task<bool> End(Tx tx, TenantId tenant, string id, string cause, DateTimeOffset now) =>
        (await End(tx, tenant, [id], cause, now)).Length == 1;

    /// <param name="toTell">Null: the receipts are written in this transaction.</param>
    /// <returns>Those that had not ended before.</returns>
    public static Task<ImmutableArray<string>> End(
        Tx tx, TenantId tenant, IReadOnlyCollection<string> ids, string cause, DateTimeOffset now, string? toTell = null)
    {
        tx.WroteEnds |= toTell is not null;
        return tx.Many<string>($"""
            update sso_session set ended_at = @now, end_cause = @cause, end_to_tell = @toTell,
                   secret_hash = null, frame_hash = null, upstream = null
             where tenant_id = @tenant and {tx.Among("id", "@ids")} and ended_at is null
            returning id
            """, new { tenant, ids = ids.ToArray(), cause, now, toTell });
    }

    /// <summary>Tenants of which sessions ended that have no receipt yet. It steps from one to the next in the index, however many wait.</summary>
    public static async Task<ImmutableArray<TenantId>> TenantsToTell(Tx tx) =>
        [.. (await tx.Many<string>("""
            with recursive known (tenant) as (
              select min(tenant_id) from sso_session where end_to_tell is not null
              union all
              select (select min(s.tenant_id) from sso_session s where s.end_to_tell is not null and s.tenant_id > known.tenant)
                from known where known.tenant is not null)
            select tenant from known where tenant is not null
            """)).Select(t => new TenantId(t))];

    /// <summary>Those that ended and have no receipt yet, for this transaction to write them; another node's are passed over.</summary>
    public static Task<ImmutableArray<Session>> ToTell(Tx tx, TenantId tenant, int limit) =>
        tx.Many<Session>($"""
            select {Columns}, end_to_tell from sso_session
             where end_to_tell is not null and tenant_id = @tenant order by id limit @limit {tx.SkipLocked}
            """, new { tenant, limit });

    /// <summary>As <see cref="ToTell"/>, of a tenant that is about to be deleted, or of a user of it; another node's are waited for.</summary>
    /// <param name="user">Null: of all users.</param>
    public static Task<ImmutableArray<Session>> ToTellOf(Tx tx, TenantId tenant, string? user, int limit) =>
        tx.Many<Session>($"""
            select {Columns}, end_to_tell from sso_session
             where end_to_tell is not null and tenant_id = @tenant{(user is null ? "" : " and user_id = @user")}
             order by id limit @limit {tx.ForUpdate}
            """, new { tenant, user, limit });

    /// <summary>Their receipts are written.</summary>
    public static Task Told(Tx tx, TenantId tenant, IReadOnlyCollection<string> ids) =>
        tx.Execute($"update sso_session set end_to_tell = null where tenant_id = @tenant and {tx.Among("id", "@ids")}",
            new { tenant, ids = ids.ToArray() });

    /// <summary>The live ones of a user, to end them in this transaction; the others wait for it.</summary>
    public static Task<ImmutableArray<Session>> LiveOfUser(Tx tx, TenantId tenant, string user) => LiveOfUsers(tx, tenant, [user]);

    /// <summary>As <see cref="LiveOfUser"/>, of several.</summary>
    public static Task<ImmutableArray<Session>> LiveOfUsers(Tx tx, TenantId tenant, IReadOnlyCollection<string> users) =>
        tx.Many<Session>($"""
            select {Columns} from sso_session where tenant_id = @tenant and {tx.Among("user_id", "@users")} and ended_at is null
             order by id {tx.ForUpdate}
            """, new { tenant, users = users.ToArray() });

    /// <summary>As <see cref="LiveOfUser"/>, of a connection.</summary>
    public static Task<ImmutableArray<Session>> LiveOfConnection(Tx tx, TenantId tenant, string connection) =>
        tx.Many<Session>($"""
            select {Columns} from sso_session where tenant_id = @tenant and connection_id = @connection and ended_at is null
             order by id {tx.ForUpdate}
            """, new { tenant, connection });

    /// <summary>Those that a browser's cookie names, ended or not; whoever is ending one is waited for, and the others wait for this.</summary>
    public static Task<ImmutableArray<Session>> FindAndLock(Tx tx, TenantId tenant, IReadOnlyCollection<string> ids) =>
        tx.Many<Session>(
            $"select {Columns} from sso_session where tenant_id = @tenant and {tx.Among("id", "@ids")} order by id {tx.ForUpdate}",
            new { tenant, ids = ids.ToArray() });

    /// <summary>The live ones that a sign-out of the upstream is about: of this connection and nobody else's (S-113).</summary>
    /// <param name="sids">
    /// Empty: all of that person. One that the upstream gave no sid is meant by any: it could not be named better.
    /// </param>
    public static Task<ImmutableArray<Session>> OfUpstream(
        Tx tx, TenantId tenant, string connection, byte[] nameHash, ImmutableArray<string> sids) =>
        tx.Many<Session>($"""
            select {Columns} from sso_session
             where tenant_id = @tenant and connection_id = @connection and upstream_name_hash = @nameHash and ended_at is null
                   {(sids.IsEmpty ? "" : $" and (upstream_sid is null or {tx.Among("upstream_sid", "@sids")})")}
             order by id
            """, new { tenant, connection, nameHash, sids = sids.ToArray() });

    /// <summary>As above, where the upstream names a session and nobody.</summary>
    public static Task<ImmutableArray<Session>> OfUpstreamSid(Tx tx, TenantId tenant, string connection, string sid) =>
        tx.Many<Session>($"""
            select {Columns} from sso_session
             where tenant_id = @tenant and connection_id = @connection and upstream_sid = @sid and ended_at is null
             order by id
            """, new { tenant, connection, sid });

    /// <summary>All live ones of a tenant, to end them in this transaction.</summary>
    public static Task<ImmutableArray<Session>> LiveOfTenant(Tx tx, TenantId tenant) =>
        tx.Many<Session>(
            $"select {Columns} from sso_session where tenant_id = @tenant and ended_at is null order by id {tx.ForUpdate}", new { tenant });

    /// <summary>
    /// What <see cref="LiveOfConnection"/> would end now, counted; with <paramref name="everywhere"/> all sessions of all who ever signed
    /// in through the connection, wherever those came from.
    /// </summary>
    public static async Task<(long Users, long Sessions, long Apps)> Count(
        Tx tx, TenantId tenant, string connection, bool everywhere, DateTimeOffset now)
    {
        var which = everywhere
            ? """
              (s.connection_id = @connection
               or s.user_id in (select i.user_id from user_identity i where i.tenant_id = @tenant and i.connection_id = @connection))
              """
            : "s.connection_id = @connection";
        var live = $"""
            s.tenant_id = @tenant and {which} and s.ended_at is null
            and s.expires_at > @now and s.last_active_at + s.idle_ms + s.idle_ms / 100 > @now
            """;
        var args = new { tenant, connection, now };
        return (
            await tx.One<long>($"select count(distinct s.user_id) from sso_session s where {live}", args),
            await tx.One<long>($"select count(*) from sso_session s where {live}", args),
            await tx.One<long>(
                $"select count(distinct p.client_id) from participant p join sso_session s on s.id = p.session_id where {live}", args));
    }

    /// <summary>
    /// Sessions that no one ended but the clock did. The stored time of activity may lag by 1 % of the idle limit. An index of just that finds those
    /// that are due and looks at no other.
    /// </summary>
    public static Task<ImmutableArray<Session>> Expired(Tx tx, DateTimeOffset now, int limit) => tx.Many<Session>(ExpiredSql(tx.Kind), new { now, limit });

    internal static string ExpiredSql(DbKind kind)
    {
        // As in the index, and in its order: no other is as good then, whatever a database believes of the sizes.
        var due = $"{(kind == DbKind.Postgres ? "least" : "min")}(expires_at, last_active_at + idle_ms + idle_ms / 100)";
        return $"select {Columns} from sso_session where ended_at is null and {due} <= @now order by {due} limit @limit";
    }

    /// <summary>
    /// Joins the app to the session, or notes that it was seen again: to the minute, and at once when another was seen last. The sid given at
    /// the first time stays.
    /// </summary>
    public static async Task<Participant> Join(Tx tx, string session, string client, string newSid, DateTimeOffset now)
    {
        // Whoever ends the session at another node waits for this, or is waited for: an app that came in after the others were read, and
        // had its tokens before the end was committed, would never be told of it.
        tx.Hold("select 1 from sso_session where id = @0 for share", session);
        const string Known = $"""
            select {ParticipantColumns} from participant p
             where session_id = @0 and client_id = @1 and last_seen_at > @2
               and not exists (select 1 from participant o where o.session_id = @0 and o.client_id <> @1 and o.last_seen_at >= p.last_seen_at)
            """;
        const string Seen = $"""
            insert into participant ({ParticipantColumns}) values (@0, @1, @2, @3, @3)
            on conflict (session_id, client_id) do update set last_seen_at = @3
            returning {ParticipantColumns}
            """;
        return await tx.OneKept(Known, ReadParticipant, session, client, now - SeenLag)
            ?? (await tx.OneKept(Seen, ReadParticipant, session, client, newSid, now))!;
    }

    private static Participant ReadParticipant(System.Data.Common.DbDataReader row) => new()
    {
        SessionId = row.GetString(0),
        ClientId = row.GetString(1),
        Sid = row.GetString(2),
        FirstSeenAt = row.Instant(3),
        LastSeenAt = row.Instant(4),
    };

    /// <summary>In the order in which they came into the session.</summary>
    public static Task<ImmutableArray<Participant>> Participants(Tx tx, string session) => Participants(tx, [session]);

    public static Task<ImmutableArray<Participant>> Participants(Tx tx, IReadOnlyCollection<string> sessions) =>
        tx.ManyKept($"""
            select {ParticipantColumns} from participant where {tx.Among("session_id", "@0")}
             order by session_id, first_seen_at, client_id
            """, ReadParticipant, tx.Array(sessions));

    public static Task<Participant?> FindBySid(Tx tx, string sid, string client) =>
        tx.One<Participant>(
            $"select {ParticipantColumns} from participant where sid = @sid and client_id = @client", new { sid, client });
}
