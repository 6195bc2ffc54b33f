using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Claims;
using RunBroker.Http.Json;
using RunBroker.Storage.Model;

namespace RunBroker.Tenancy;

/// <summary>May this person use this app? The tenant's rules and the app's must both allow it (TG-29, contract section 6).</summary>
internal static class Access
{
    public static bool Allows(Tenant tenant, App app, User user) =>
        (tenant.AccessRules.Length <= 2 && app.Metadata.AccessRules is null) || Allows(tenant, app, user.Id, StoredTags.Read(user.Tags));

    public static bool Allows(Tenant tenant, App app, string userId, ImmutableArray<Claims.UserTag> tags) =>
        Admits(tenant, userId, tags)
        && (app.Metadata.AccessRules is not { } own || Read(JsonSerializer.Serialize(own, StoredJson.Default.JsonElement)).Decide(userId, tags) is AccessDecision.Allowed);

    /// <summary>By the tenant's own rules, whatever the app.</summary>
    public static bool Admits(Tenant tenant, string userId, ImmutableArray<Claims.UserTag> tags) =>
        Read(tenant.AccessRules).Decide(userId, tags) is AccessDecision.Allowed;

    private static AccessRules Read(string json)
    {
        if (json.Length <= 2)
            return AccessRules.None;
        var errors = new FieldErrors();
        var rules = AccessRulesJson.Read(new FieldReader(new JsonObject { ["access_rules"] = JsonNode.Parse(json) }, errors));
        // Rules are checked before they are stored. If stored ones do not read, nobody gets in: fail closed.
        return errors.Any ? throw new InvalidDataException("stored access rules do not read") : rules;
    }
}
