using System.Collections.Immutable;
using RunBroker.Claims;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

/// <summary>Settings of a connection that may be saved: whole or unfinished, never malformed.</summary>
internal abstract record ConnectionDraft(string Name)
{
    public const int LongestName = 200;

    /// <summary>As they are stored.</summary>
    public abstract string SettingsJson { get; }
}

/// <summary>What both protocols have in common.</summary>
internal sealed record CommonDraft(
    string? Name, bool UpstreamLogout, ClaimMappingSettings Mappings, ImmutableArray<OtherClaimMappingSettings> Others,
    ImmutableArray<RoleRuleSettings> Roles)
{
    private static readonly ImmutableArray<string> ReadOnlyMembers =
        ["id", "enabled", "login_url", "status", "warnings", "archived_at", "created_at", "updated_at", "disabled", "draft"];

    /// <param name="protocol">The one that this connection has: it is set once.</param>
    public static CommonDraft Read(Draft draft, string protocol, ClaimMappings defaults)
    {
        var read = draft.Reader;
        draft.ReadOnly(ReadOnlyMembers.AsSpan());
        if (read.RequiredText("protocol", 10) is { } sent && sent != protocol)
            read.Complain("protocol", sent is ConnectionState.Oidc or ConnectionState.Saml ? "is set once" : "must be one of: oidc, saml");
        var name = read.RequiredText("name", ConnectionDraft.LongestName);
        var mappings = ClaimSettingsJson.ReadMappings(read, defaults);
        var stored = new ClaimMappingSettings
        {
            Email = mappings.Email,
            FirstName = mappings.FirstName,
            LastName = mappings.LastName,
            Phone = mappings.Phone,
            Company = mappings.Company,
            Language = mappings.Language,
            Timezone = mappings.Timezone,
        };
        return new(name, read.Flag("upstream_logout") ?? false, stored,
            [.. mappings.Others.Select(m => new OtherClaimMappingSettings(m.Claim, m.Tag))],
            [.. ClaimSettingsJson.ReadRoleRules(read).Select(r => new RoleRuleSettings(r.Claim, Word(r.Operator), r.Value, r.Role))]);
    }

    private static string Word(RoleOperator op) => op switch
    {
        RoleOperator.Contains => "contains",
        RoleOperator.Matches => "matches",
        _ => "equals",
    };
}
