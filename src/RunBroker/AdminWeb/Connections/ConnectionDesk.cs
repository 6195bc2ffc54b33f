using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.ConnectionTests;
using RunBroker.AdminWeb.Door;
using RunBroker.Guides;
using RunBroker.Pages.Words;
using RunBroker.Storage.Model;

namespace RunBroker.AdminWeb.Connections;

/// <summary>Puts together what a connection's page shows.</summary>
internal sealed class ConnectionDesk(ConnectionAdmin connections, ConnectionImpact impact, ConnectionTest tests, ConnectionVersions versions, GuideShelf guides)
{
    public async Task<ConnectionPageModel> New(WebCall call, ConnectionForm form, Guide? guide) => new()
    {
        Name = form["name"],
        Form = form,
        Enabling = await Enabling(call, null, 0),
        Guide = guide,
        Guides = guides.For(form.Protocol),
    };

    /// <summary>As it is stored; or, with <paramref name="form"/>, as somebody typed it.</summary>
    public async Task<ConnectionPageModel> Of(WebCall call, Versioned<ConnectionResource> stored, ConnectionForm? form = null)
    {
        var live = stored.Resource;
        ImmutableArray<ConnectionVersionResource> all = (await versions.List(call.Tenant.Id, live.Id, call.Stop)).Match(p => p.Items, _ => []);
        var draft = all.FirstOrDefault(v => v.State == ConnectionVersionRow.Draft);
        var now = draft?.Settings ?? live;
        var shown = form ?? FormReading.Of(now);
        var reach = (await impact.Of(call.Tenant.Id, now.Id, call.Stop)).Match(i => i, _ => new(new(0, 0, 0), new(0, 0, 0, 0)));
        return new()
        {
            Id = now.Id,
            Name = now.Name,
            Form = shown,
            Version = stored.Version ?? 0,
            EditVersion = draft?.Number ?? stored.Version ?? 0,
            Draft = draft is null ? null : VersionFacts.Of(draft),
            Before = [.. all.Where(v => v.State == ConnectionVersionRow.Previous).OrderByDescending(v => v.LiveAt).Select(VersionFacts.Of)],
            Ours = OurValues.Of(now),
            Faults = ConnectionFaults.Of(now.Warnings, shown, call.Frame.Language),
            Now = Facts(now) with
            {
                Disconnect = new(reach.Disconnect.Users, reach.Disconnect.Sessions, reach.Disconnect.Apps, reach.Disconnect.Viewers),
            },
            Enabling = await Enabling(call, now.Id, reach.Disable.Users),
            LastTest = await LastTest(call, now.Id),
            Guide = GuideOf(call, now),
            Guides = guides.For(now.Protocol),
        };
    }

    /// <summary>As it is live, and nothing beside it: no draft, no versions, no word of other connections or of who is signed in by it.</summary>
    public static ConnectionPageModel Alone(Versioned<ConnectionResource> stored, bool planAllows, Language language, ConnectionForm? form = null)
    {
        var (now, shown) = (stored.Resource, form ?? FormReading.Of(stored.Resource));
        return new()
        {
            Id = now.Id,
            Name = now.Name,
            Form = shown,
            Version = stored.Version ?? 0,
            Ours = OurValues.Of(now),
            Faults = ConnectionFaults.Of(now.Warnings, shown, language),
            Now = Facts(now),
            Enabling = new(planAllows, [], 0),
            Guides = [],
        };
    }

    public Guide? GuideOf(WebCall call, ConnectionResource? now)
    {
        var chosen = call.Field("guide") is { Length: > 0 } sent ? sent : call.Query("guide");
        var guide = guides.Find(chosen) ?? (now is null ? null : guides.KnownBy(now.IssuerUrl, now.MetadataUrl, now.SsoUrl, now.IdpEntityId));
        return now is not null && guide?.For(now.Protocol) is null ? guides.Find(GuideShelf.Other) : guide;
    }

    public ChooseProtocolModel Choices(WebCall call) => new()
    {
        Guides = guides.All,
        Guide = guides.Find(call.Query("guide")),
        PlanAllows = Plans.AllowSso(call.Tenant),
    };

    private async Task<TestRow?> LastTest(WebCall call, string id) =>
        (await tests.List(call.Tenant.Id, id, new(1, null), call.Stop)).Match(page => page.Items is [var last, ..] ? TestRow.Of(last) : null, _ => null);

    private async Task<EnablePlan> Enabling(WebCall call, string? id, long users)
    {
        var others = ImmutableArray.CreateBuilder<OtherConnection>();
        if (call.Tenant.ConnectionPolicy == TenantAdmin.Exclusive)
        {
            var live = await connections.List(call.Tenant.Id, archived: false, new(Limits.PageMax, null), call.Stop);
            foreach (var other in live.Items.Where(c => c.Enabled && c.Id != id))
            {
                var reach = (await impact.Of(call.Tenant.Id, other.Id, call.Stop)).Match(i => i.Disable.Users, _ => 0);
                others.Add(new(other.Id, other.Name, other.Protocol, reach));
            }
        }

        return new(Plans.AllowSso(call.Tenant), others.ToImmutable(), users);
    }

    private static ConnectionNow Facts(ConnectionResource c) => new()
    {
        Enabled = c.Enabled,
        ArchivedAt = At(c.ArchivedAt),
        LastSuccessAt = At(c.Status.LastSuccessAt),
        LastFailureAt = At(c.Status.LastFailureAt),
        ReadAt = At(c.Status.MetadataRefreshedAt),
        SecretSet = c.ClientSecretSet,
        Disconnect = new(0, 0, 0, 0),
        Source = c.MetadataSource,
        Idp = c.Protocol == ConnectionState.Saml
            ? new(c.IdpEntityId, c.SsoUrl, c.IdpSloUrl, At(c.MetadataValidUntil),
                [.. c.IdpCertificates.Select(i => new CertificateFacts(i.Sha256, $"{i.Subject}, {i.Key}", At(i.NotBefore), At(i.NotAfter)))])
            : null,
        Pending = c.PendingMetadata is { } p
            ? new(p.Reasons, p.EntityId, p.SsoUrl, p.Certificates, p.Sha256, At(p.Since)) : null,
        OurKeys = [.. c.SpCertificates.Select(k => new CertificateFacts(k.Sha256, k.Use, At(k.NotBefore), At(k.NotAfter))
        {
            State = k.State,
            ActiveAt = At(k.ActiveAt),
        })],
    };

    private static DateTimeOffset? At(DateTime? at) => at is { } instant ? At(instant) : null;

    private static DateTimeOffset At(DateTime at) => new(DateTime.SpecifyKind(at, DateTimeKind.Utc));
}
