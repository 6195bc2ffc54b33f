using System.Security.Cryptography;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Upstream;

/// <summary>A tenant whose provider speaks OpenID Connect.</summary>
internal sealed record Stage(Scene Scene, TestOp Op, Tenant Tenant, Connection Connection, TestApp App, TestBrowser Browser)
    : TenantStage(Scene, Tenant, Connection, App, Browser)
{
    public override string CallbackUrl => $"{Scene.Broker.Url}/federation/oidc/{Connection.Id}/callback";

    public static async Task<Stage> On(
        Scene scene, Func<OidcSettings, OidcSettings>? settings = null, Func<AppMetadata, AppMetadata>? app = null, TestOp? op = null,
        Func<Tenant, Tenant>? tenant = null, string secret = "upstream-secret-0123456789")
    {
        var (name, provider) = ("t" + RandomNumberGenerator.GetHexString(10, lowercase: true), op ?? scene.Op);
        provider.Mend();
        if (provider.Users.Any(u => u.Login == "alice"))
            provider.SignInAs = "alice";
        var row = await scene.AddTenant(name, tenant);
        var connection = await scene.AddConnection(row, provider, settings, secret);
        var testApp = await scene.AddApp("app-" + name, app, tenant: row);
        return new Stage(scene, provider, row, connection, testApp, scene.NewBrowser());
    }

    /// <summary>The same tenant in another browser.</summary>
    public Stage InAnotherBrowser() => this with { Browser = Scene.NewBrowser() };

    /// <summary>The URL that the upstream sends the browser to, not yet fetched.</summary>
    public async Task<string> GoUpToTheCallback(Action<Fields>? edit = null) => (await GoUpToTheAnswer(edit)).Url.AbsoluteUri;

    /// <summary>A new person at the provider, who signs in from now on. Claims may be changed between sign-ins.</summary>
    public TestUser Newcomer(string first = "Nora", params string[] groups)
    {
        var login = "n" + RandomNumberGenerator.GetHexString(8, lowercase: true);
        var person = TestUser.Person(login, first, "New", login + "@acme.example", groups);
        Op.Users.Add(person);
        Op.SignInAs = login;
        return person;
    }
}
