using RunBroker.Protocol;
using RunBroker.Protocol.Oidc;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.TestSignIns;

/// <summary>
/// The app that a test sign-in is begun for, and its request. It is registered nowhere, and nobody is at its redirect_uri: should a test
/// ever come to a code, nobody could redeem it.
/// </summary>
internal static class TestRequest
{
    // Reserved never to be a host (RFC2606-2).
    private const string Nowhere = "https://test-sign-in.invalid/";

    public static App App(TenantId tenant) => new(
        new AppTrust
        {
            ClientId = Apps.OfTests,
            RedirectUris = [Nowhere],
            AuthMethod = ClientAuthMethod.None,
            GrantTypes = ["authorization_code"],
            Scopes = ["openid"],
            RequirePkce = false,
        },
        new AppMetadata { ClientName = "RunBroker", Sso = false },
        tenant,
        []);

    public static SignIn Begin(Tenant tenant, string connection, CaseFile file, string test)
    {
        var app = App(tenant.Id);
        var sent = Parameters.From([
            new("client_id", app.ClientId), new("redirect_uri", Nowhere), new("response_type", "code"), new("scope", "openid")]);
        return new()
        {
            App = app,
            Request = AuthorizeRequest.Check(sent, app.Trust) is AuthorizeOutcome.Accepted accepted
                ? accepted.Request : throw new InvalidOperationException("our own request is good"),
            Case = file,
            Tenant = tenant,
            ConnectionId = connection,
            TestId = test,
        };
    }
}
