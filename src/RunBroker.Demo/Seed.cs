using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace RunBroker.Demo;

/// <summary>
/// Three tenants, a provider each, four apps, by the management API. Idempotent: in a kept folder what is there is brought up to date,
/// since ports may have changed, and users and sessions stay. Apps get a new secret with each start, so that none has to be kept.
/// </summary>
internal sealed class Seed(ManagementApi api)
{
    public async Task<Registered> Apply(Places at)
    {
        await Tenant("acme", "Acme");
        await Tenant("globex", "Globex");
        await Tenant("initech", "Initech");
        await Connection("acme", Oidc("Acme's provider", at.AcmeIdp));
        await Connection("globex", Oidc("Globex's provider", at.GlobexIdp));
        await Connection("initech", Saml("Initech's provider", at.InitechIdp));
        return new(
            await App("Field Service", at.FieldService, ["acme"], isPublic: false),
            await App("Reports", at.Reports, ["acme"], isPublic: false),
            await App("Fleet Map", at.FleetMap, ["acme", "globex"], isPublic: true),
            await App("Service Desk", at.ServiceDesk, ["initech"], isPublic: false));
    }

    private async Task Tenant(string slug, string name)
    {
        if (await api.Find($"tenants/{slug}") is null)
            await api.Post("tenants", new() { ["slug"] = slug, ["name"] = name, ["plan"] = "scale" });
        // An operator's word stands in for the proof by DNS, which nobody can give for .example.
        if (await api.Find($"tenants/{slug}/domains/{slug}.example") is null)
            await api.Post($"tenants/{slug}/domains", new() { ["domain"] = slug + ".example", ["verified"] = true });
    }

    private static JsonObject Oidc(string name, string issuer) => new()
    {
        ["name"] = name,
        ["protocol"] = "oidc",
        ["issuer_url"] = issuer,
        ["client_id"] = "runbroker",
        ["client_secret"] = "demo-upstream-secret-0123456789", // the demo's providers take any
    };

    /// <summary>Its metadata says all that is needed, and is fetched again from time to time: a new certificate needs nobody.</summary>
    private static JsonObject Saml(string name, string at) => new()
    {
        ["name"] = name,
        ["protocol"] = "saml",
        ["metadata_url"] = at + "/metadata",
        ["sign_authn_requests"] = true,
        ["want_assertions_encrypted"] = true,
    };

    private async Task Connection(string tenant, JsonObject wanted)
    {
        wanted["other_claim_mappings"] = new JsonArray(new JsonObject { ["claim"] = "department", ["tag"] = "department" });
        wanted["role_rules"] = new JsonArray(Role("admins", "admin"), Role("engineers", "engineer"));
        var path = $"tenants/{tenant}/connections";
        var known = (await api.List(path)).FirstOrDefault();
        var id = (string?)(known is null ? await api.Post(path, wanted) : await api.Patch($"{path}/{known["id"]}", wanted))["id"];
        await api.Post($"{path}/{id}/enable", []);
    }

    private static JsonObject Role(string group, string role) =>
        new() { ["claim"] = "groups", ["operator"] = "contains", ["value"] = group, ["role"] = role };

    private async Task<RegisteredApp> App(string name, string at, ImmutableArray<string> tenants, bool isPublic)
    {
        var shared = tenants.Length > 1;
        var wanted = new JsonObject
        {
            ["client_name"] = name,
            ["tenant"] = shared ? null : tenants[0],
            ["allowed_tenants"] = shared ? new JsonArray([.. tenants.Select(t => JsonValue.Create(t))]) : new JsonArray(),
            ["redirect_uris"] = isPublic ? new JsonArray(at + "/callback", at + "/silent") : new JsonArray(at + "/callback"),
            ["post_logout_redirect_uris"] = new JsonArray(at + "/signed-out"),
            // The broker's server tells the app's own: only an app that has one can be told so.
            ["backchannel_logout_uri"] = isPublic ? null : at + "/backchannel-logout",
            // Whose pages may ask /connect/ssodata: a single-page app's, which has no other way.
            ["allowed_origins"] = isPublic ? new JsonArray(at) : new JsonArray(),
            ["token_endpoint_auth_method"] = isPublic ? "none" : "client_secret_basic",
            ["grant_types"] = isPublic ? new JsonArray("authorization_code") : new JsonArray("authorization_code", "refresh_token"),
        };
        var known = (await api.List("clients")).FirstOrDefault(c => (string?)c["client_name"] == name);
        var path = $"clients/{known?["client_id"]}";
        var app = known is null ? await api.Post("clients", wanted) : await api.Patch(path, wanted);
        var secret = known is null || isPublic ? app["client_secret"] : (await api.Post(path + "/rotate-secret", []))["client_secret"];
        return new RegisteredApp(name, (string?)app["client_id"] ?? "", (string?)secret, string.Join(" and ", tenants));
    }
}
