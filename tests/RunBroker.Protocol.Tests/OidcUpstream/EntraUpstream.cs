using System.Text.Json.Nodes;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.OidcUpstream;
using static RunBroker.Protocol.Tests.OidcUpstream.Upstream;

namespace RunBroker.Protocol.Tests.OidcUpstream;

/// <summary>The same sign-in at an Entra multi-tenant connection.</summary>
internal static class EntraUpstream
{
    public const string Tenant = "11111111-2222-3333-4444-555555555555";
    public const string Other = "99999999-2222-3333-4444-555555555555";
    public const string Template = "https://login.microsoftonline.com/{tenantid}/v2.0";

    public static readonly OidcTrust Multi = Trust with { Issuer = Template, EntraTenants = [Tenant] };

    public static string Issuer(string tenant) => EntraIssuer.For(Template, tenant);

    public static string Token(Action<JsonObject>? change = null) => IdToken(c =>
    {
        (c["iss"], c["tid"], c["oid"]) = (Issuer(Tenant), Tenant, "oid-1");
        change?.Invoke(c);
    });

    /// <summary>Our key as Entra publishes one, with the issuer it may sign for.</summary>
    public static JwkSet KeysFor(string issuer)
    {
        var set = JsonNode.Parse(Keys.ToJson())!;
        set["keys"]![0]!["issuer"] = issuer;
        return Assert.IsType<JwkSetResult.Read>(JwkSet.Parse(Bytes(set.ToJsonString()))).Keys;
    }
}
