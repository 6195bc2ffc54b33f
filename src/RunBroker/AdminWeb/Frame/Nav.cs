using System.Collections.Immutable;
using RunBroker.AdminWeb.Door;

namespace RunBroker.AdminWeb.Frame;

/// <summary>A way back, above the page's title.</summary>
public sealed record Crumb(string Text, string Href);

internal sealed record NavItem(string Text, string Href)
{
    /// <summary>A section's own pages count as the section; the start page does not count for all.</summary>
    public bool IsHere(string path) => path == Href || (Href != WebGroup.Root && path.StartsWith(Href + "/", StringComparison.Ordinal));
}

internal sealed record NavSection(string Title, ImmutableArray<NavItem> Items);

/// <summary>The side of the admin pages: of the installation for an operator, of one tenant below it.</summary>
internal static class NavSections
{
    public static ImmutableArray<NavSection> Of(AdminFrame frame)
    {
        var w = frame.Language.Words<ShellWords>();
        return frame.TenantSlug is null ? OfInstallation(frame, w) : OfTenant(frame, w);
    }

    private static ImmutableArray<NavSection> OfInstallation(AdminFrame frame, ShellWords w) => frame.IsOperator
        ?
        [
            new(w.Watch, [new(w.Tenants, WebGroup.Root), new(w.Sessions, "/admin/sessions"), new(w.Events, "/admin/events"), new(w.Health, "/admin/health")]),
            new(w.Run, [new(w.Apps, "/admin/apps"), new(w.ApiTokens, "/admin/tokens"), new(w.Operators, "/admin/operators")]),
        ]
        : [];

    private static ImmutableArray<NavSection> OfTenant(AdminFrame frame, ShellWords w) =>
    [
        new(w.SignIn, [
            new(w.Connections, frame.At("/connections")), new(w.Domains, frame.At("/domains")), new(w.Apps, frame.At("/apps")),
            new(w.Users, frame.At("/users")), new(w.Settings, frame.At("/settings"))]),
        new(w.LookInto, [
            new(w.SignIns, frame.At("/sign-ins")), new(w.Sessions, frame.At("/sessions")), new(w.SignOuts, frame.At("/sign-outs")),
            new(w.Audit, frame.At("/audit"))]),
        new(w.Connect, [
            new(w.Webhooks, frame.At("/webhooks")), new(w.ApiTokens, frame.At("/tokens")), new(w.SetupLinks, frame.At("/setup-links"))]),
    ];
}
