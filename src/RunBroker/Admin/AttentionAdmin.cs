using System.Collections.Immutable;
using RunBroker.Cases;
using RunBroker.Pages.Words;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Upstream.Saml;

namespace RunBroker.Admin;

/// <summary>What is wrong now and whose it is to mend, worst first: sign-ins that fail, then what will make them fail, then sign-outs not told.</summary>
internal sealed class AttentionAdmin(Db db, SamlRefresh refresh, TimeProvider time)
{
    private const int Most = 50;
    /// <summary>So many people have to meet it: one alone may be one person's own trouble.</summary>
    private const int Several = 3;
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(7);
    private static readonly TimeSpan OfSignOuts = TimeSpan.FromHours(24);
    private static readonly TimeSpan BeforeEnd = TimeSpan.FromDays(30);

    /// <param name="tenant">Null: of all tenants, for operators.</param>
    public Task<ImmutableArray<AttentionResource>> List(Tenant? tenant, Language language, CancellationToken stop) =>
        db.Read(
            async tx =>
            {
                var (only, now) = (tenant?.Id, time.GetUtcNow());
                var names = new Dictionary<TenantId, Tenant>();
                var found = ImmutableArray.CreateBuilder<AttentionResource>();
                foreach (var row in await AttentionStore.Failing(tx, only, now - Fresh, Most))
                {
                    if (await OfTenant(tx, names, row.TenantId) is { } owner && await Failing(tx, owner, row, now, language) is { } failing)
                        found.Add(failing);
                }

                foreach (var row in await AttentionStore.WithEndingCertificates(tx, only, now - TimeSpan.FromDays(61), Most))
                {
                    if (await OfTenant(tx, names, row.TenantId) is { } owner && await Ending(tx, owner, row, now) is { } ending)
                        found.Add(ending);
                }

                foreach (var row in await AttentionStore.WithTroubledMetadata(tx, only, Most))
                {
                    if (await OfTenant(tx, names, row.TenantId) is { } owner && await SamlMetadataStore.Find(tx, row.TenantId, row.Id) is { } metadata)
                        found.Add(Metadata(owner, row, metadata));
                }

                foreach (var legs in await AttentionStore.Undelivered(tx, only, now - OfSignOuts, Most))
                {
                    if (await OfTenant(tx, names, legs.TenantId) is { } owner)
                        found.Add(Undelivered(owner, legs));
                }

                return found.ToImmutable();
            }, stop);

    private static async Task<Tenant?> OfTenant(Tx tx, Dictionary<TenantId, Tenant> known, TenantId id)
    {
        if (known.TryGetValue(id, out var seen))
            return seen;
        if (await TenantStore.Find(tx, id) is { } tenant)
            return known[id] = tenant;
        return null;
    }

    private static async Task<AttentionResource?> Failing(Tx tx, Tenant tenant, Connection row, DateTimeOffset now, Language language)
    {
        var since = row.LastSuccessAt is { } good && good > now - Fresh ? good : now - Fresh;
        // What is one person's own to mend (a cancel, a page left open too long) says nothing of the connection.
        var failed = (await SignInStore.FailedThrough(tx, row.TenantId, row.Id, since, Most))
            .Select(c => (Case: c, Cause: c.Error is { } code ? CauseCatalogue.Of(code, row.Protocol) : null))
            .Where(c => c.Cause is { Who: not CauseParty.Person }).ToList();
        if (failed.Count < (row.LastSuccessAt is null ? 1 : Several))
            return null;
        var most = failed.GroupBy(c => c.Case.Error).MaxBy(g => g.Count())!;
        var newest = most.First();
        return Row("sign_ins_fail", tenant, row, newest.Cause!.Who.Name(), failed[^1].Case.CreatedAt) with
        {
            Count = failed.Count,
            Title = newest.Cause.Text(language).Title,
            Code = newest.Case.Error,
            CaseId = newest.Case.CaseId,
        };
    }

    private async Task<AttentionResource?> Ending(Tx tx, Tenant tenant, Connection row, DateTimeOffset now)
    {
        var metadata = await SamlMetadataStore.Find(tx, row.TenantId, row.Id);
        var facts = SamlFacts.Read(StoredJson.Saml(row.Settings), metadata, refresh.MayUseHttp, now);
        var last = CertificateExpiry.Ending(facts.Keys, now).Where(e => e.Successor is null && e.NotAfter <= now + BeforeEnd)
            .MaxBy(e => e.NotAfter);
        return last is null ? null : Row("certificate_ends", tenant, row, "tenant_it", last.NotAfter - BeforeEnd) with { EndsAt = last.NotAfter.UtcDateTime };
    }

    private static AttentionResource Metadata(Tenant tenant, Connection row, SamlMetadataRow metadata) => metadata.PendingAt is { } at
        ? Row("metadata_waits", tenant, row, "tenant_it", at)
        : Row("metadata_fails", tenant, row, "tenant_it", metadata.FetchedAt ?? row.CreatedAt);

    private static AttentionResource Undelivered(Tenant tenant, UndeliveredLegs legs) => new()
    {
        Kind = "sign_outs_undelivered",
        Tenant = tenant.Slug,
        TenantName = tenant.Name,
        Who = legs.Channel is LogoutChannels.Saml or LogoutChannels.Oidc ? "tenant_it" : "app_developer",
        Since = legs.Since.UtcDateTime,
        Count = legs.Count,
        Target = legs.Target,
        LogoutId = legs.LogoutId,
    };

    private static AttentionResource Row(string kind, Tenant tenant, Connection row, string who, DateTimeOffset since) => new()
    {
        Kind = kind,
        Tenant = tenant.Slug,
        TenantName = tenant.Name,
        ConnectionId = row.Id,
        ConnectionName = row.Name,
        Who = who,
        Since = since.UtcDateTime,
    };
}
