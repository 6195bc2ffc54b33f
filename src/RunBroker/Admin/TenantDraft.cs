using System.Collections.Immutable;
using System.Text.RegularExpressions;
using RunBroker.Claims;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

/// <param name="Logo">Null: as it was.</param>
internal sealed record TenantDrafted(Tenant Row, ImmutableArray<string> Hosts, NewLogo? Logo);

/// <summary>Reads what a tenant shall be. Which members only an operator may write is decided here, in one place (P-015).</summary>
internal static partial class TenantDraft
{
    private const int LongestName = 200;
    private const int ShortestLimit = 60;
    private static readonly ImmutableArray<string> OperatorOnly = ["plan", "connection_policy", "callback_hosts"];

    public static AdminResult<TenantDrafted> Read(Draft draft, ManagementCaller caller, Settings settings,
        Tenant before)
    {
        if (!caller.IsOperator && OperatorOnly.FirstOrDefault(draft.Changes) is { } field)
            return Problem.OperatorOnly(field);

        var read = draft.Reader;
        draft.ReadOnly("id", "created_at", "updated_at");
        var slug = read.RequiredText("slug", 63);
        if (slug is not null && !Slug().IsMatch(slug))
            read.Complain("slug",
                "must be lower-case letters, digits and single hyphens, 2 to 63 of them, beginning and ending with a letter or digit");
        if (before.Slug.Length > 0 && slug != before.Slug)
            read.Complain("slug", "cannot be changed");
        var plan = read.Text("plan", 20) ?? Plans.Free;
        if (!Plans.All.Contains(plan))
            read.Complain("plan", "must be one of: " + string.Join(", ", Plans.All));
        var policy = read.Text("connection_policy", 20) ?? TenantAdmin.Exclusive;
        if (policy is not (TenantAdmin.Exclusive or TenantAdmin.Multiple))
            read.Complain("connection_policy", "must be one of: exclusive, multiple");
        var row = before with
        {
            Slug = slug ?? "",
            Name = read.RequiredText("name", LongestName) ?? "",
            Plan = plan,
            DefaultClientId = read.Text("default_client_id", 200),
            ConnectionPolicy = policy,
            DefaultRole = read.Text("default_role", ClaimLimits.RoleName) ?? "member",
            AccessRules = AccessRulesJson.Write(AccessRulesJson.Read(read)).ToJsonString(),
        };
        (row, var logo) = BrandDraft.Read(draft, ReadSession(draft, row, settings));
        var hosts = read.Texts("callback_hosts", Limits.CallbackHostsPerTenant, 253);
        for (var i = 0; i < hosts.Length; i++)
        {
            if (!Host().IsMatch(hosts[i]) || hosts[i] == settings.Authority)
                draft.Errors.Add($"callback_hosts[{i}]",
                    "must be a host in lower case, with a port if it is not the scheme's own, and not the issuer's");
        }

        return draft.Fault() is { } fault ? fault : new TenantDrafted(row, [.. hosts.Distinct(StringComparer.Ordinal)], logo);
    }

    // The broker's own are ceilings (contract section 3): lower, never higher.
    private static Tenant ReadSession(Draft draft, Tenant row, Settings settings)
    {
        if (draft.Reader.Inner("session") is not { } session)
            return row with { AbsoluteLifetimeMs = null, IdleTimeoutMs = null };
        var absolute = session.Number("absolute_lifetime_seconds", ShortestLimit, Seconds(settings.AbsoluteLifetime));
        var idle = session.Number("idle_timeout_seconds", ShortestLimit, Seconds(settings.IdleTimeout));
        session.RefuseUnknown();
        return row with { AbsoluteLifetimeMs = absolute * 1000L, IdleTimeoutMs = idle * 1000L };
    }

    private static int Seconds(TimeSpan span) => (int)Math.Min(int.MaxValue, span.TotalSeconds);

    [GeneratedRegex(@"\A[a-z0-9](?:-?[a-z0-9])+\z")]
    private static partial Regex Slug();

    [GeneratedRegex(@"\A(?=.{1,253}\z)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[1-9][0-9]{0,4})?\z")]
    private static partial Regex Host();
}
