using System.Collections.Immutable;
using RunBroker.Demo.Apps;
using RunBroker.Demo.Views;
using RunBroker.Pages;

namespace RunBroker.Demo.Guide;

/// <summary>The demo's first page: what to click, what happened, and every address and credential.</summary>
internal sealed class GuideSite(Places at, Registered registered, ImmutableArray<WebApp> apps, FleetMap fleet, Happenings happenings)
{
    private const int LogLines = 12;

    public static ImmutableArray<AccountRow> Accounts { get; } =
        [.. People.AtAcme.Select(p => AccountRow.Of("Acme", p)), .. People.AtGlobex.Select(p => AccountRow.Of("Globex", p)),
            .. People.AtInitech.Select(p => AccountRow.Of("Initech", p))];

    public static ImmutableArray<UrlRow> Urls(Places at) =>
    [
        new("Demo steps", at.Guide, "this page"),
        new("RunBroker", at.Broker, "the broker; apps read " + at.Broker + "/.well-known/openid-configuration"),
        new("Admin pages", at.Broker + "/admin", "tenants, connections, apps, and why a sign-in failed; open them with the operator's token"),
        new("Management API", at.Broker + "/api/v1", "described at " + at.Broker + "/openapi/v1.json"),
        new("Field Service", at.FieldService, "app of Acme, server-rendered"),
        new("Reports", at.Reports, "app of Acme, server-rendered"),
        new("Fleet Map", at.FleetMap, "app of Acme and Globex, single-page"),
        new("Service Desk", at.ServiceDesk, "app of Initech, server-rendered"),
        new("Acme's provider", at.AcmeIdp, "OpenID Connect; stands in for Acme's company directory"),
        new("Globex's provider", at.GlobexIdp, "OpenID Connect; stands in for Globex's company directory"),
        new("Initech's provider", at.InitechIdp, "SAML 2.0, its metadata at /metadata; stands in for Initech's company directory"),
    ];

    public static ImmutableArray<ClientRow> Clients(Registered registered) =>
    [
        .. new[] { registered.FieldService, registered.Reports, registered.FleetMap, registered.ServiceDesk }
            .Select(a => new ClientRow(a.Name, a.ClientId, a.Secret ?? "none (public, PKCE)", a.Tenants)),
    ];

    /// <summary>What to type to read the case files: one per attempt to sign in, with every check of it.</summary>
    public static string CaseFiles(Places at, Registered registered) =>
        $"curl -H 'Authorization: Bearer {registered.OperatorToken}' {at.Broker}/api/v1/tenants/acme/sign-ins";

    public void Map(WebApplication site)
    {
        site.MapGet("/", Page);
        site.MapGet("/guide.js", () => Site.Asset("guide.js", "text/javascript; charset=utf-8"));
    }

    private async Task<IResult> Page()
    {
        var now = ImmutableArray.CreateBuilder<AppNow>();
        foreach (var app in apps)
            now.Add(new(app.Name, app.At, await app.Sessions()));
        now.Add(new(FleetMap.Name, fleet.At, await fleet.Sessions()));
        var log = happenings.All;
        var model = new GuideModel(Steps.Of(at, log), now.ToImmutable(), [.. log.Reverse().Take(LogLines)], Urls(at), Accounts, Clients(registered), CaseFiles(at, registered),
            at.Broker + "/admin", registered.OperatorToken);
        return new PageResult<GuidePage, GuideModel>(new PageFrame(), model, StatusCodes.Status200OK, PageReach.None);
    }
}
