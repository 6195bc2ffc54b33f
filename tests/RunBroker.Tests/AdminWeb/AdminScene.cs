using RunBroker.Admin;
using RunBroker.AdminWeb.SignIn;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb;

/// <summary>Steps of an admin on a <see cref="Scene"/>, each in the browser.</summary>
internal static class AdminScene
{
    public static Task<TestPage> Open(this Scene scene, string path) => scene.Browser.Get(scene.Broker.Url + path);

    /// <summary>In a browser of its own, with the operator's token.</summary>
    public static async Task<TestPage> AsOperator(this Scene scene)
    {
        scene.NewBrowser();
        return await scene.AsToken(TestBroker.BootstrapToken);
    }

    public static async Task<TestPage> AsToken(this Scene scene, string token)
    {
        await scene.Open("/admin/sign-in");
        return await scene.Browser.Press("Open with this token", ("token", token));
    }

    /// <summary>A user of the scene's tenant gets a role, as the management API gives it.</summary>
    public static async Task Grant(this Scene scene, string user, string role) => await scene.Db.Write(
        async tx =>
        {
            await AdminWebStore.SetGrant(tx, new AdminGrant
            {
                UserId = user,
                TenantId = scene.Tenant.Id,
                Role = role,
                GrantedBy = "token:bootstrap",
                CreatedAt = scene.Clock.GetUtcNow(),
            });
            await ((AdminApp)scene.Broker.Services.GetService(typeof(AdminApp))!).Register(tx);
        }, CancellationToken.None);

    /// <summary>Alice signs in to an app, gets the role, and comes to the admin pages through the broker.</summary>
    public static async Task<TestPage> AsAlice(this Scene scene, string role = AdminRoles.TenantAdmin)
    {
        scene.NewBrowser();
        var (claims, _) = await scene.SignIn();
        await scene.Grant((string)claims["sub"]!, role);
        await scene.AddDomainOnce();
        await scene.Open("/admin/sign-in");
        return await scene.Through("Continue", ("email", "alice@acme.example"));
    }

    /// <summary>A call of the management API.</summary>
    public static Task<AppAnswer> Call(this Scene scene, string method, string path, string body, string token) =>
        Wire.SendJson(method, scene.Broker.Url + path, body, Wire.Bearer(token));

    /// <summary>An API token that writes in the scene's tenant.</summary>
    public static async Task<string> TenantToken(this Scene scene)
    {
        var (row, token) = ManagementTokens.Create([ManagementCaller.WriteScope], scene.Tenant.Id, scene.Clock.GetUtcNow(), null);
        await scene.Db.Write(tx => ApiTokenStore.Insert(tx, row), CancellationToken.None);
        return token;
    }

    /// <summary>Presses a button that leads to another place through the page that says so.</summary>
    public static async Task<TestPage> Through(this Scene scene, string button, params (string Name, string Value)[] values)
    {
        await scene.Browser.Press(button, values);
        return await scene.Browser.ClickLink("Continue");
    }

    /// <summary>Somebody who signed in long ago.</summary>
    public static async Task<string> AddUser(this Scene scene, Tenant tenant, string email)
    {
        var now = scene.Clock.GetUtcNow();
        var id = Ids.New("usr_", now);
        await scene.Db.Write(tx => UserStore.Insert(tx, new User
        {
            Id = id,
            TenantId = tenant.Id,
            Email = email,
            FirstName = "Somebody",
            Role = "member",
            Roles = ["member"],
            Tags = "[]",
            Active = true,
            Version = 1,
            CreatedAt = now,
            UpdatedAt = now,
        }), CancellationToken.None);
        return id;
    }

    private static async Task AddDomainOnce(this Scene scene)
    {
        if (await scene.Db.Read(tx => DomainStore.Find(tx, scene.Tenant.Id, "acme.example"), CancellationToken.None) is null)
            await scene.AddDomain(scene.Tenant, "acme.example");
    }
}
