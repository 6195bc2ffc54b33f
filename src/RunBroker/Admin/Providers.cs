using RunBroker.Cases;
using RunBroker.Storage;
using RunBroker.Tenancy;
using RunBroker.Upstream.Saml;

namespace RunBroker.Admin;

/// <summary>Whose provider a connection is of, as far as a case file has to know.</summary>
/// <param name="Protocol">Null: there is no such connection any more.</param>
internal sealed record Provider(string? Protocol, ProviderKind Kind, string? Name)
{
    public static Provider None { get; } = new(null, ProviderKind.Unknown, null);
}

internal sealed class Providers(SamlRefresh refresh, TimeProvider time)
{
    /// <summary>Also of a disconnected one, while its snapshot is kept.</summary>
    public async Task<Provider> Of(Tx tx, TenantId tenant, string connection)
    {
        if (await ConnectionStore.FindSnapshot(tx, tenant, connection) is not { } row)
            return Provider.None;
        if (row.Protocol != CauseCatalogue.Saml)
            return new(row.Protocol, ProviderKinds.Of(StoredJson.Oidc(row.Settings).IssuerUrl), row.Name);
        var settings = StoredJson.Saml(row.Settings);
        var kind = ProviderKinds.Of(settings.IdpEntityId, settings.SsoUrl, settings.MetadataUrl);
        if (kind == ProviderKind.Unknown && settings.MetadataUploaded
            && SamlFacts.Read(settings, await SamlMetadataStore.Find(tx, tenant, connection), refresh.MayUseHttp, time.GetUtcNow()).Idp is { } idp)
            kind = ProviderKinds.Of([idp.EntityId, .. idp.SsoEndpoints.Select(e => e.Url)]);
        return new(row.Protocol, kind, row.Name);
    }
}
