using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using RunBroker.Admin.Api;
using RunBroker.Operations;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

internal sealed record TokenResource
{
    [Answered]
    public string Id { get; init; } = "";
    /// <summary>What the token begins with, up to its dot.</summary>
    [Answered]
    public string Prefix { get; init; } = "";
    /// <summary>operator alone, or tenant:write, tenant:read with a tenant.</summary>
    public ImmutableArray<string> Scopes { get; init; } = [];
    /// <summary>Slug.</summary>
    public string? Tenant { get; init; }
    public DateTime? ExpiresAt { get; init; }
    [Answered]
    public DateTime? LastUsedAt { get; init; }
    [Answered]
    public DateTime CreatedAt { get; init; }
    /// <summary>Answered once, on creation.</summary>
    [Answered, JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }
}

/// <summary>API tokens (P-014). Only an operator makes one; a tenant's own may be seen and revoked by that tenant.</summary>
internal sealed class TokenAdmin(Db db, TimeProvider time)
{
    public Task<Page<TokenResource>> List(ManagementCaller caller, PageAsk page, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var rows = await ApiTokenStore.Page(tx, caller.IsOperator ? null : caller.Tenant, page.AfterOrStart, page.Take);
                var shown = ImmutableArray.CreateBuilder<TokenResource>(rows.Length);
                foreach (var row in rows)
                    shown.Add(await Show(tx, row));
                return page.Cut(shown.ToImmutable(), t => t.Id, t => t);
            }, stop);

    public Task<AdminResult<Versioned<TokenResource>>> Get(ManagementCaller caller, string id, CancellationToken stop) =>
        db.Read<AdminResult<Versioned<TokenResource>>>(
            async tx => await ApiTokenStore.Find(tx, id) is { } row && Reaches(caller, row)
                ? new Versioned<TokenResource>(await Show(tx, row))
                : Problem.NotFound, stop);

    public Task<AdminResult<Versioned<TokenResource>>> Create(ManagementCaller caller, JsonObject sent, CancellationToken stop) =>
        db.Try<Versioned<TokenResource>>(
            async tx =>
            {
                var now = time.GetUtcNow();
                var draft = Draft.New(sent);
                draft.ReadOnly("id", "prefix", "last_used_at", "created_at", "token");
                var scopes = draft.Reader.Texts("scopes", ManagementCaller.AllScopes.Count, 20);
                var slug = draft.Reader.Text("tenant", 63);
                var expires = ReadTime(draft, "expires_at", now);
                var tenant = slug is null ? null : await TenantStore.FindBySlug(tx, slug);
                if (slug is not null && tenant is null)
                    draft.Errors.Add("tenant", "is not a tenant");
                if (ScopeFault(scopes, slug is not null) is { } says)
                    draft.Errors.Add("scopes", says);
                if (draft.Fault() is { } fault)
                    return fault;
                return new Versioned<TokenResource>(await Store(tx, caller, scopes, tenant, expires, now));
            }, stop);

    public Task<AdminResult<bool>> Revoke(ManagementCaller caller, string id, CancellationToken stop) =>
        db.Try<bool>(
            async tx =>
            {
                if (await ApiTokenStore.Find(tx, id) is not { } row || !Reaches(caller, row)
                    || !await ApiTokenStore.Delete(tx, row.TenantId, id))
                    return Problem.NotFound;
                await Events.Record(tx, caller.Did("token.revoked", row.TenantId, "token", id, time.GetUtcNow(), []));
                return true;
            }, stop);

    /// <summary>Also the command line's and the setup link's way to a token; both have checked what they pass.</summary>
    internal static async Task<TokenResource> Store(
        Tx tx, ManagementCaller caller, ImmutableArray<string> scopes, Tenant? tenant, DateTimeOffset? expires, DateTimeOffset now)
    {
        var (row, token) = ManagementTokens.Create(scopes.Distinct(StringComparer.Ordinal), tenant?.Id, now, expires);
        await ApiTokenStore.Insert(tx, row);
        await Events.Record(tx, caller.Did(
            "token.created", row.TenantId, "token", row.Id, now,
                new() { ["scopes"] = new JsonArray([.. row.Scopes.Select(s => JsonValue.Create(s))]) }));
        return await Show(tx, row) with { Token = token };
    }

    /// <summary>What is wrong with the scopes, or null.</summary>
    internal static string? ScopeFault(ImmutableArray<string> scopes, bool hasTenant) =>
        scopes.IsEmpty || !scopes.All(ManagementCaller.AllScopes.Contains) ? "must be of: " + string.Join(", ", ManagementCaller.AllScopes)
        : scopes.Contains(ManagementCaller.OperatorScope) && (hasTenant || scopes.Length > 1) ? "operator stands alone and without a tenant"
        : !scopes.Contains(ManagementCaller.OperatorScope) && !hasTenant ? "tenant:write and tenant:read need a tenant"
        : null;

    private static bool Reaches(ManagementCaller caller, ApiToken row) =>
        caller.IsOperator || (row.TenantId is { } tenant && tenant == caller.Tenant);

    private static DateTimeOffset? ReadTime(Draft draft, string name, DateTimeOffset now)
    {
        if (draft.Reader.Text(name, 40) is not { } text)
            return null;
        if (DateTimeOffset.TryParse(
                text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.RoundtripKind, out var time)
                    && time > now)
            return time;
        draft.Errors.Add(name, "must be a time to come, such as 2030-01-31T12:00:00Z");
        return null;
    }

    private static async Task<TokenResource> Show(Tx tx, ApiToken row) => new()
    {
        Id = row.Id,
        Prefix = row.Prefix,
        Scopes = row.Scopes,
        Tenant = row.TenantId is { } id ? (await TenantStore.Find(tx, id))?.Slug : null,
        ExpiresAt = row.ExpiresAt?.UtcDateTime,
        LastUsedAt = row.LastUsedAt?.UtcDateTime,
        CreatedAt = row.CreatedAt.UtcDateTime,
    };
}
