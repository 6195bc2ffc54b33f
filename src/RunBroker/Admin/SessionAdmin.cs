using System.Collections.Immutable;
using RunBroker.Admin.Api;
using RunBroker.Logout;
using RunBroker.Sessions;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

internal sealed class SessionAdmin(Db db, Settings settings, TimeProvider time)
{
    /// <param name="user">Null: of all users. Of an unknown user there are none: 404.</param>
    public Task<AdminResult<Page<SessionResource>>> List(Tenant tenant, string? user, PageAsk page, CancellationToken stop) =>
        db.Read<AdminResult<Page<SessionResource>>>(
            async tx =>
            {
                if (user is not null && await UserStore.Find(tx, tenant.Id, user) is null)
                    return Problem.NotFound;
                var rows = await SessionStore.PageLive(tx, tenant.Id, user, time.GetUtcNow(), page.After, page.Take);
                var shown = ImmutableArray.CreateBuilder<SessionResource>(rows.Length);
                foreach (var row in rows)
                    shown.Add(await Show(tx, tenant, row));
                return page.Cut(shown.ToImmutable(), s => s.Id, s => s);
            }, stop);

    /// <summary>Of all tenants, the newest first.</summary>
    public Task<Page<SessionResource>> ListAll(PageAsk page, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var rows = await SessionStore.PageLiveOfAll(tx, time.GetUtcNow(), page.After, page.Take);
                var tenants = new Dictionary<TenantId, Tenant?>();
                var shown = ImmutableArray.CreateBuilder<SessionResource>(rows.Length);
                foreach (var row in rows)
                {
                    if (!tenants.TryGetValue(row.TenantId, out var tenant))
                        tenants[row.TenantId] = tenant = await TenantStore.Find(tx, row.TenantId);
                    if (tenant is not null)
                        shown.Add(await Show(tx, tenant, row) with { Tenant = tenant.Slug });
                }

                return page.Cut(shown.ToImmutable(), s => s.Id, s => s);
            }, stop);

    public Task<AdminResult<Versioned<SessionResource>>> Get(Tenant tenant, string id, CancellationToken stop) =>
        db.Read<AdminResult<Versioned<SessionResource>>>(
            async tx => await Live(tx, tenant, id) is { } row ? new Versioned<SessionResource>(await Show(tx, tenant, row))
                : Problem.NotFound, stop);

    public Task<AdminResult<bool>> End(ManagementCaller caller, Tenant tenant, string id, CancellationToken stop) =>
        db.Try<bool>(
            async tx =>
            {
                var now = time.GetUtcNow();
                if (await Live(tx, tenant, id) is not { } live)
                    return Problem.NotFound;
                var ended = await EndSessions.Do(tx, [live], new(Causes.Admin, caller.Actor, caller.Ip, now));
                return ended.IsEmpty ? Problem.NotFound : true;
            }, stop);

    /// <summary>Signs a person out everywhere.</summary>
    public Task<AdminResult<bool>> EndOfUser(ManagementCaller caller, Tenant tenant, string user, CancellationToken stop) =>
        EndAll(
            caller,
            async tx => await UserStore.FindAndLock(tx, tenant.Id, user) is null ? null : await SessionStore.LiveOfUser(tx, tenant.Id, user),
            stop);

    /// <summary>Signs out all who came through a connection, which stays enabled.</summary>
    public Task<AdminResult<bool>> EndOfConnection(ManagementCaller caller, Tenant tenant, string connection, CancellationToken stop) =>
        EndAll(
            caller,
            async tx => await ConnectionStore.FindAndLock(tx, tenant.Id, connection) is null ? null
                : await SessionStore.LiveOfConnection(tx, tenant.Id, connection),
            stop);

    /// <param name="which">Null: there is no such thing.</param>
    private Task<AdminResult<bool>> EndAll(
        ManagementCaller caller, Func<Tx, Task<ImmutableArray<Session>?>> which, CancellationToken stop) =>
        db.Try<bool>(
            async tx =>
            {
                if (await which(tx) is not { } live)
                    return Problem.NotFound;
                await EndSessions.Do(tx, live, new(Causes.Admin, caller.Actor, caller.Ip, time.GetUtcNow()));
                return true;
            }, stop);

    private async Task<Session?> Live(Tx tx, Tenant tenant, string id) =>
        await SessionStore.Find(tx, tenant.Id, id) is { } row
            && row.At(SessionLimits.Of(tenant, settings), time.GetUtcNow()) == SessionState.Live ? row : null;

    private async Task<SessionResource> Show(Tx tx, Tenant tenant, Session row)
    {
        var limits = SessionLimits.Of(tenant, settings);
        var participants = await SessionStore.Participants(tx, row.Id);
        var user = await UserStore.Find(tx, tenant.Id, row.UserId);
        return new()
        {
            Id = row.Id,
            UserId = row.UserId,
            ConnectionId = row.ConnectionId,
            CreatedAt = row.CreatedAt.UtcDateTime,
            LastActiveAt = row.LastActiveAt.UtcDateTime,
            ExpiresAt = row.AbsoluteEnd(limits).UtcDateTime,
            IdleExpiresAt = row.IdleEnd(limits).UtcDateTime,
            Participants = [.. participants.Select(p =>
                new ParticipantResource(p.ClientId, p.FirstSeenAt.UtcDateTime, p.LastSeenAt.UtcDateTime))],
            Ip = row.Ip,
            UserAgent = row.UserAgent,
            Email = user?.Email,
            Name = user is null ? null : $"{user.FirstName} {user.LastName}".Trim(),
        };
    }
}
