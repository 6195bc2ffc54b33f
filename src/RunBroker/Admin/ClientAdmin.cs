using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Admin.Api;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

internal sealed class ClientAdmin(Db db, TimeProvider time)
{
    /// <summary>Rotation keeps one old secret beside the new one (P-002).</summary>
    private const int OldSecrets = 1;

    public Task<Page<ClientResource>> List(ManagementCaller caller, PageAsk page, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var rows = await ClientStore.Page(tx, caller.IsOperator ? null : caller.Tenant, page.AfterOrStart, page.Take);
                var shown = ImmutableArray.CreateBuilder<ClientResource>(rows.Length);
                foreach (var row in rows)
                    shown.Add((await Answer(tx, (await ClientStore.Find(tx, row.ClientId))!)).Resource);
                return page.Cut(shown.ToImmutable(), c => c.ClientId, c => c);
            }, stop);

    public Task<AdminResult<Versioned<ClientResource>>> Get(ManagementCaller caller, string clientId, CancellationToken stop) =>
        db.Read<AdminResult<Versioned<ClientResource>>>(
            async tx => await Find(tx, caller, clientId) is { } app ? await Answer(tx, app) : Problem.NotFound, stop);

    public Task<AdminResult<Versioned<ClientResource>>> Create(ManagementCaller caller, JsonObject sent, CancellationToken stop) =>
        db.Try<Versioned<ClientResource>>(
            async tx =>
            {
                var draft = Draft.New(sent);
                var (place, refused) = await ClientPlace.Read(tx, draft, caller, null);
                if (place is null)
                    return refused!;
                if (ClientDraft.Read(draft) is not AdminResult<AppMetadata>.Done { Value: var app })
                    return draft.Fault(refuseUnknown: false)!;
                if (ClientPlace.Refuses(caller, place, app, null) is { } no)
                    return no;
                var now = time.GetUtcNow();
                var row = new Client
                {
                    ClientId = Ids.New("app_", now),
                    TenantId = place.Tenant?.Id,
                    Metadata = StoredJson.Write(app),
                    Version = 1,
                    CreatedAt = now,
                    UpdatedAt = now,
                };
                await ClientStore.Insert(tx, row, [.. place.Allowed.Select(t => t.Id)]);
                var secret = app.TokenEndpointAuthMethod.StartsWith("client_secret", StringComparison.Ordinal)
                    ? await AddSecret(tx, row.ClientId, now) : null;
                await Events.Record(tx, Told(caller, row, "client.created", now));
                return await Answer(tx, (await ClientStore.Find(tx, row.ClientId))!, secret);
            }, stop);

    public Task<AdminResult<Versioned<ClientResource>>> Change(
        ManagementCaller caller, string clientId, JsonObject patch, string? ifMatch, CancellationToken stop) =>
        db.Try<Versioned<ClientResource>>(
            async tx =>
            {
                if (await Find(tx, caller, clientId) is not { } before)
                    return Problem.NotFound;
                if (Apps.IsOurOwn(clientId))
                    return OurOwn;
                var current = await Answer(tx, before);
                if (!ApiAnswer.Matches(ifMatch, current))
                    return Problem.Stale;
                var draft = Draft.Change(current.Resource, patch);
                var (place, refused) = await ClientPlace.Read(tx, draft, caller, before.Client);
                if (place is null)
                    return refused!;
                if (ClientDraft.Read(draft) is not AdminResult<AppMetadata>.Done { Value: var app })
                    return draft.Fault(refuseUnknown: false)!;
                if (ClientPlace.Refuses(caller, place, app, StoredJson.App(before.Client.Metadata)) is { } no)
                    return no;
                var row = before.Client with
                {
                    Metadata = StoredJson.Write(app),
                    Version = before.Client.Version + 1,
                    UpdatedAt = time.GetUtcNow(),
                };
                if (!await ClientStore.Update(tx, row, [.. place.Allowed.Select(t => t.Id)], before.Client.Version))
                    return Problem.Stale;
                await Events.Record(tx, Told(caller, row, "client.updated", row.UpdatedAt));
                return await Answer(tx, (await ClientStore.Find(tx, clientId))!);
            }, stop);

    /// <summary>A new secret; the old one lives on so that the app can be told without an outage.</summary>
    public Task<AdminResult<Versioned<ClientResource>>> RotateSecret(ManagementCaller caller, string clientId, JsonObject sent,
        CancellationToken stop) =>
        db.Try<Versioned<ClientResource>>(
            async tx =>
            {
                if (await Find(tx, caller, clientId) is not { } before)
                    return Problem.NotFound;
                if (Apps.IsOurOwn(clientId))
                    return OurOwn;
                var draft = Draft.New(sent);
                var lives = draft.Reader.Number("old_secret_lifetime_seconds", 0, (int)TimeSpan.FromDays(30).TotalSeconds);
                if (draft.Fault() is { } fault)
                    return fault;
                if (!StoredJson.App(before.Client.Metadata).TokenEndpointAuthMethod.StartsWith("client_secret", StringComparison.Ordinal))
                    return Problem.Conflict("no_secret", "The app's token_endpoint_auth_method uses no secret.");
                var now = time.GetUtcNow();
                await ClientStore.ExpireSecrets(tx, clientId, lives is { } seconds ? now.AddSeconds(seconds)
                    : now + Limits.OldClientSecret);
                foreach (var older in before.Secrets.OrderByDescending(s => s.CreatedAt).Skip(OldSecrets))
                    await ClientStore.ExpireSecret(tx, clientId, older.Id, now);
                var secret = await AddSecret(tx, clientId, now);
                var row = before.Client with { Version = before.Client.Version + 1, UpdatedAt = now };
                if (!await ClientStore.Update(tx, row, before.AllowedTenants, before.Client.Version))
                    return Problem.Stale;
                await Events.Record(tx, Told(caller, row, "client.secret_rotated", now));
                return await Answer(tx, (await ClientStore.Find(tx, clientId))!, secret);
            }, stop);

    /// <summary>Its grants, codes and refresh tokens go with the row; only JWT access tokens live on, up to their hour.</summary>
    public Task<AdminResult<bool>> Delete(ManagementCaller caller, string clientId, string? ifMatch, CancellationToken stop) =>
        db.Try<bool>(
            async tx =>
            {
                if (await Find(tx, caller, clientId) is not { } app)
                    return Problem.NotFound;
                if (Apps.IsOurOwn(clientId))
                    return OurOwn;
                if (!ApiAnswer.Matches(ifMatch, await Answer(tx, app)))
                    return Problem.Stale;
                var now = time.GetUtcNow();
                await ClientStore.Delete(tx, clientId);
                await TenantStore.ForgetDefaultClient(tx, clientId, now);
                await Events.Record(tx, Told(caller, app.Client, "client.deleted", now));
                return true;
            }, stop);

    // Its redirect URI is where admins' codes go.
    private static Problem OurOwn => Problem.Conflict("built_in", "This app is the broker's own and cannot be changed.");

    // Shared apps are the operator's: a tenant that may use one cannot see how it is registered.
    private static async Task<ClientWithSecrets?> Find(Tx tx, ManagementCaller caller, string clientId) =>
        await ClientStore.Find(tx, clientId) is { } app && (caller.IsOperator || (app.Client.TenantId is { } own && own == caller.Tenant))
            ? app : null;

    private static async Task<string> AddSecret(Tx tx, string clientId, DateTimeOffset now)
    {
        var secret = RandomToken.Create("", 32);
        await ClientStore.AddSecret(tx, clientId, new ClientSecret
        {
            Id = Ids.New("sec_", now),
            SecretHash = SHA256.HashData(Encoding.UTF8.GetBytes(secret)),
            CreatedAt = now,
        });
        return secret;
    }

    private static async Task<Versioned<ClientResource>> Answer(Tx tx, ClientWithSecrets app, string? secret = null)
    {
        var tenant = app.Client.TenantId is { } id ? (await TenantStore.Find(tx, id))?.Slug : null;
        var allowed = ImmutableArray.CreateBuilder<string>(app.AllowedTenants.Length);
        foreach (var each in app.AllowedTenants)
        {
            if (await TenantStore.Find(tx, each) is { } row)
                allowed.Add(row.Slug);
        }

        allowed.Sort(StringComparer.Ordinal);
        return new(ClientResource.Show(app.Client, tenant, allowed.ToImmutable(), secret), app.Client.Version);
    }

    private static NewEvent Told(ManagementCaller caller, Client row, string type, DateTimeOffset now) => caller.Did(
        type, row.TenantId, "client", row.ClientId, now,
        new() { ["client_id"] = row.ClientId, ["client_name"] = StoredJson.App(row.Metadata).ClientName });
}
