using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.AdminWeb.SignIn;

/// <summary>
/// The admin pages as an app of the broker's own: registered at every start, so that its redirect URI follows the issuer. Shared with the tenants
/// in which somebody has a role, and with no others.
/// </summary>
internal sealed class AdminApp(Db db, Settings settings, TimeProvider time)
{
    public const string ClientId = Apps.OfAdminPages;

    public string RedirectUri => settings.Url(SignInRoutes.Return);

    public string SignOutUrl => settings.Url($"{Routes.LogoutUrl}?client_id={ClientId}&returnTo={Uri.EscapeDataString(settings.Url(SignInRoutes.Path))}");

    public Task Register(CancellationToken stop) => db.Write(Register, stop);

    /// <summary>Also after a role was given or taken: in that transaction.</summary>
    public async Task Register(Tx tx)
    {
        var now = time.GetUtcNow();
        var tenants = (await AdminWebStore.Grants(tx, null)).Select(g => g.TenantId).Distinct();
        var metadata = StoredJson.Write(new AppMetadata
        {
            ClientName = "RunBroker",
            RedirectUris = [RedirectUri],
            PostLogoutRedirectUris = [settings.Url(SignInRoutes.Path)],
            Scope = "openid",
            TokenEndpointAuthMethod = "none",
            InitiateLoginUri = settings.Url(SignInRoutes.Path),
        });
        var row = new Client { ClientId = ClientId, Metadata = metadata, Version = 1, CreatedAt = now, UpdatedAt = now };
        if (await ClientStore.Insert(tx, row, [.. tenants]) || await ClientStore.Find(tx, ClientId) is not { } before)
            return;
        await ClientStore.Update(tx, before.Client with { TenantId = null, Metadata = metadata, Version = before.Client.Version + 1, UpdatedAt = now },
            [.. tenants], before.Client.Version);
    }
}
