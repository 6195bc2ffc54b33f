using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Storage;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb;

/// <summary>Ways from a tenant's admin to the operator, and from the operators to nobody.</summary>
public sealed class EscalationTests
{
    [Fact, Spec("P-013")]
    public async Task In_the_tenant_of_the_operators_a_tenants_token_and_a_tenants_admin_only_read()
    {
        await using var scene = await Scene.Start();
        var token = await scene.TenantToken();
        var path = $"/api/v1/tenants/acme/connections/{scene.Connection.Id}";
        Assert.Equal(200, (await scene.Call("PATCH", path, """{"name":"Before"}""", token)).Status);
        await scene.AsAlice();
        await scene.Grant(await scene.AddUser(scene.Tenant, "root@acme.example"), AdminRoles.Operator);

        Assert.Equal(403, (await scene.Call("PATCH", path, """{"issuer_url":"https://evil.example"}""", token)).Status);
        Assert.Equal(403, (await scene.Call("POST", "/api/v1/tenants/acme/admins", """{"user_id":"x","role":"tenant_admin"}""", token)).Status);
        Assert.Equal(403, (await scene.Call("POST", "/api/v1/clients", """{"client_name":"x","redirect_uris":["https://x.example/cb"]}""", token)).Status);
        Assert.Equal(200, (await Wire.Get(scene.Broker.Url + path, Wire.Bearer(token))).Status);
        Assert.Equal(403, (await scene.Open("/admin/tenants/acme/connections/new")).Status);
        Assert.Equal(200, (await scene.Open("/admin/tenants/acme/connections")).Status);
        Assert.Equal("Before", (await scene.Db.Read(tx => ConnectionStore.Find(tx, scene.Tenant.Id, scene.Connection.Id), CancellationToken.None))!.Name);
    }

    [Fact, Spec("P-012")]
    public async Task The_last_operator_stays_until_there_is_another_or_an_operators_token_says_otherwise()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice(AdminRoles.Operator);
        var alice = (await scene.Db.Read(tx => AdminWebStore.Grants(tx, null), CancellationToken.None)).Single().UserId;
        var proof = (await scene.Open("/admin/tenants/acme/users/" + alice)).Html.QuerySelector("input[name=_proof]")!.GetAttribute("value")!;
        Task<TestPage> Act(string act, params (string Name, string Value)[] fields) => scene.Browser.Post(
            $"{scene.Broker.Url}/admin/tenants/acme/users/{alice}{act}", new Fields([.. fields.Append(("_proof", proof)).Select(f => KeyValuePair.Create(f.Item1, f.Item2))]));
        foreach (var refused in new[] { await Act("/admin", ("admin_role", "tenant_admin")), await Act("/admin", ("admin_role", "")), await Act("/delete"), await Act("/active") })
        {
            Assert.Equal(422, refused.Status);
            Assert.Contains("leave no operator", refused.Text, StringComparison.Ordinal);
        }

        await scene.Grant(await scene.AddUser(scene.Tenant, "root@acme.example"), AdminRoles.Operator);
        Assert.Equal("/admin/sign-in", (await Act("/admin", ("admin_role", ""))).Url.AbsolutePath);

        var last = (await scene.Db.Read(tx => AdminWebStore.Grants(tx, null), CancellationToken.None)).Single().UserId;
        Assert.Equal(204, (await Wire.Send("DELETE", $"{scene.Broker.Url}/api/v1/tenants/acme/users/{last}", null, Wire.Bearer(TestBroker.BootstrapToken))).Status);
        Assert.Empty(await scene.Db.Read(tx => AdminWebStore.Grants(tx, null), CancellationToken.None));
        var told = (await scene.Db.Read(tx => EventStore.Page(tx, scene.Tenant.Id, "admin.removed", null, 10), CancellationToken.None))
            .Single(e => e.TargetId == last);
        Assert.Equal("token:bootstrap", told.Actor);
    }

    [Fact, Spec("P-013")]
    public async Task Operators_come_from_one_tenant_alone()
    {
        await using var scene = await Scene.Start();
        var globex = await scene.AddTenant("globex");
        await scene.Grant(await scene.AddUser(scene.Tenant, "root@acme.example"), AdminRoles.Operator);
        var user = await scene.AddUser(globex, "eve@globex.example");
        var answer = await scene.Call("POST", "/api/v1/tenants/globex/admins", $$"""{"user_id":"{{user}}","role":"operator"}""", TestBroker.BootstrapToken);
        Assert.Equal((409, "urn:runbroker:problem:operator_tenant"), (answer.Status, (string)JsonNode.Parse(answer.Body)!["type"]!));
    }

    [Fact, Spec("P-013")]
    public async Task No_setup_link_reaches_the_tenant_of_the_operators_whenever_it_was_made()
    {
        await using var scene = await Scene.Start();
        const string Links = "/api/v1/tenants/acme/setup-links";
        var before = await scene.Call("POST", Links, """{"intents":["sso","enable"]}""", TestBroker.BootstrapToken);
        Assert.Equal(201, before.Status);
        scene.NewBrowser();
        await scene.Browser.Get((string)before.Json["url"]!);
        Assert.Equal(200, (await scene.Browser.Press("Begin")).Status);
        await scene.Grant(await scene.AddUser(scene.Tenant, "root@acme.example"), AdminRoles.Operator);
        Assert.Equal(404, (await scene.Browser.Get(scene.Browser.Page.Url.AbsoluteUri)).Status);
        var after = await scene.Call("POST", Links, """{"intents":["sso"]}""", TestBroker.BootstrapToken);
        Assert.Equal((409, "urn:runbroker:problem:operator_tenant"), (after.Status, (string)after.Json["type"]!));
    }

    [Fact, Spec("P-015")]
    public async Task The_app_of_the_admin_pages_cannot_be_changed_deleted_or_made_a_tenants_default()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice();
        const string App = "/api/v1/clients/runbroker-admin";
        Assert.Equal(409, (await scene.Call("PATCH", App, """{"redirect_uris":["https://evil.example/cb"]}""", TestBroker.BootstrapToken)).Status);
        Assert.Equal(409, (await Wire.Send("DELETE", scene.Broker.Url + App, null, Wire.Bearer(TestBroker.BootstrapToken))).Status);
        Assert.Equal(422, (await scene.Call("PATCH", "/api/v1/tenants/acme", """{"default_client_id":"runbroker-admin"}""", TestBroker.BootstrapToken)).Status);
    }

    [Theory, Spec("O-120")]
    [InlineData("GET", "/admin/sign-in", 303)]
    [InlineData("POST", "/admin/sign-in/token", 404)]
    [InlineData("POST", "/setup/x", 404)]
    [InlineData("GET", "/admin", 303)]
    public async Task At_a_tenants_own_host_there_are_no_admin_pages_and_no_ways_to_them(string method, string path, int status)
    {
        await using var scene = await Scene.Start(new() { Development = false });
        await scene.Db.Write(tx => HostStore.Replace(tx, scene.Tenant.Id, ["acme.run.example"]), CancellationToken.None);
        var answer = await Wire.Send(method, scene.Broker.Url + path, null, ("Host", "acme.run.example"));
        Assert.Equal(status, answer.Status);
        if (status == 303)
            Assert.StartsWith(scene.Broker.Url + "/admin", answer.Headers["location"], StringComparison.Ordinal);
        Assert.Null(answer.Headers["set-cookie"]);
    }

    [Fact]
    public async Task Coming_to_the_admin_pages_and_leaving_them_is_in_the_audit_log()
    {
        await using var scene = await Scene.Start();
        await scene.AsAlice();
        await scene.Through("Sign out");
        var told = await scene.Db.Read(tx => EventStore.Page(tx, scene.Tenant.Id, null, null, 50), CancellationToken.None);
        var types = told.Where(e => e.Type.StartsWith("admin.signed", StringComparison.Ordinal)).Select(e => (e.Type, e.Actor.Split(':')[0])).Order();
        Assert.Equal([("admin.signed_in", "admin"), ("admin.signed_out", "admin")], types);
    }
}
