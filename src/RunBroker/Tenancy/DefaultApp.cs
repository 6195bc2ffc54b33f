using RunBroker.Protocol;
using RunBroker.Storage.Model;

namespace RunBroker.Tenancy;

/// <summary>
/// Where a sign-in begins that no app has asked for: the tenant's default app is asked to (OIDCC-4, third-party-initiated login), so that
/// it gets an answer to a request of its own, with its own state and nonce.
/// </summary>
internal sealed class DefaultApp(Apps apps, Settings settings)
{
    public const string Missing = "the tenant has no default app with an initiate_login_uri";

    /// <returns>Null when there is no app that can be asked.</returns>
    public async Task<string?> UrlToBegin(
        Tenant tenant, Connection connection, IEnumerable<KeyValuePair<string, string>> forwarded, CancellationToken stop)
    {
        var app = await apps.Find(tenant.DefaultClientId, stop);
        if (app?.MayServe(tenant.Id) != true || app.Metadata.InitiateLoginUri is not { } initiate)
            return null;
        return FormEncoding.AddTo(initiate,
            [new("iss", settings.Issuer), new("organization", tenant.Slug), new("connection", connection.Id), .. forwarded]);
    }
}
