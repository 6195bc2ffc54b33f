using System.Collections.Immutable;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

/// <summary>All rows of one connection, as one read found them.</summary>
/// <param name="Hosts">The tenant's callback hosts.</param>
/// <param name="Keys">Ours for a SAML provider; their private halves are sealed and stay so.</param>
internal sealed record ConnectionState(
    Connection Row, ImmutableArray<string> Hosts, ImmutableArray<SamlKeyRow> Keys, SamlMetadataRow? Metadata)
{
    public const string Oidc = "oidc";
    public const string Saml = "saml";

    public bool IsSaml => Row.Protocol == Saml;

    public static async Task<ConnectionState?> Find(Tx tx, TenantId tenant, string id) =>
        await ConnectionStore.Find(tx, tenant, id) is { } row ? await Of(tx, row, await HostStore.Of(tx, tenant)) : null;

    public static async Task<ConnectionState> Of(Tx tx, Connection row, ImmutableArray<string> hosts) =>
        row.Protocol == Saml
            ? new(row, hosts, await SamlKeyStore.Of(tx, row.TenantId, row.Id), await SamlMetadataStore.Find(tx, row.TenantId, row.Id))
            : new(row, hosts, [], null);
}
