using RunBroker.AdminWeb.Door;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.AdminWeb.Clients;

/// <summary>
/// A test app of the broker's own: it signs in as any app does and shows what came. A public client with PKCE, shared with exactly the tenants in
/// which somebody has pressed the button.
/// </summary>
internal sealed class TrialApp(Db db, Settings settings, TimeProvider time)
{
    public const string ReturnPath = "/tried";

    public string RedirectUri => settings.Url(WebGroup.Root + ReturnPath);

    public Task Register(Tenant tenant, CancellationToken stop) => db.Write(
        async tx =>
        {
            var now = time.GetUtcNow();
            var metadata = StoredJson.Write(new AppMetadata
            {
                ClientName = "RunBroker test app",
                RedirectUris = [RedirectUri],
                PostLogoutRedirectUris = [settings.Url(WebGroup.Root)],
                Scope = "openid profile email roles tags",
                TokenEndpointAuthMethod = "none",
            });
            if (await ClientStore.Find(tx, Apps.OfTrials) is not { } before)
            {
                var row = new Client { ClientId = Apps.OfTrials, Metadata = metadata, Version = 1, CreatedAt = now, UpdatedAt = now };
                await ClientStore.Insert(tx, row, [tenant.Id]);
                return;
            }

            if (before.AllowedTenants.Contains(tenant.Id) && before.Client.Metadata == metadata)
                return;
            await ClientStore.Update(tx, before.Client with { Metadata = metadata, Version = before.Client.Version + 1, UpdatedAt = now },
                [.. before.AllowedTenants.Append(tenant.Id).Distinct()], before.Client.Version);
        }, stop);
}
