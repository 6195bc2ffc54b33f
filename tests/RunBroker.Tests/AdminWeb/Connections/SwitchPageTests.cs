using RunBroker.Admin;
using RunBroker.Storage;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb.Connections;

/// <summary>What is done with a connection besides editing it, and what is said before it is done.</summary>
public sealed class SwitchPageTests
{
    [Fact, Spec("CO-12")]
    public async Task Disconnecting_says_whom_it_signs_out_and_wants_the_tenants_name()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        await scene.AsOperator();
        var page = await scene.OpenConnection(scene.Connection.Id);
        Assert.Contains("One person has signed in by this connection", page.Text, StringComparison.Ordinal);
        Assert.Contains("cannot be undone", page.Text, StringComparison.Ordinal);
        Assert.Contains("Save keeps your changes as a draft", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Press("Sign out 1 person and disconnect", ("sure", "globex"));
        Assert.Equal(422, page.Status);
        Assert.NotEqual("", page.Beside("sure"));
        Assert.NotNull(await scene.Stored(scene.Connection.Id));
        page = await scene.Browser.Press("Sign out 1 person and disconnect", ("sure", "acme"));
        Assert.Equal(ConnectionSteps.All, page.Url.AbsolutePath);
        Assert.Contains("Disconnected", page.Status(), StringComparison.Ordinal);
        Assert.Equal(404, (await scene.OpenConnection(scene.Connection.Id)).Status);
        Assert.Empty(await scene.Db.Read(tx => SessionStore.LiveOfTenant(tx, scene.Tenant.Id), CancellationToken.None));
    }

    [Fact, Spec("CO-12")]
    public async Task Of_a_connection_that_nobody_used_nobody_is_said_to_be_signed_out()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        var page = await scene.Browser.Press("for good", ("sure", "acme"));
        Assert.Equal("Disconnected.", page.Status().Trim());
    }

    [Fact, Spec("TG-13")]
    public async Task Turning_it_off_says_whom_it_signs_out_and_then_it_can_be_archived_and_comes_back_with_its_URLs()
    {
        await using var scene = await Scene.Start();
        await scene.SignIn();
        await scene.AsOperator();
        var page = await scene.OpenConnection(scene.Connection.Id);
        Assert.Contains("Turning it off signs out the one person", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Archive this connection", page.Text, StringComparison.Ordinal);
        page = await scene.PressWithout("Save", "enabled");
        Assert.Equal("Saved and disabled", page.Status());
        Assert.Empty(await scene.Db.Read(tx => SessionStore.LiveOfTenant(tx, scene.Tenant.Id), CancellationToken.None));

        page = await scene.Browser.Press("Archive this connection");
        Assert.Equal("Archived", page.Status());
        Assert.True(page.Html.GetElementById("enabled")!.HasAttribute("disabled"));
        Assert.NotNull((await scene.Stored(scene.Connection.Id)).ArchivedAt);
        page = await scene.Browser.Press("Restore this connection");
        Assert.Contains("Restored", page.Status(), StringComparison.Ordinal);
        Assert.Contains(scene.Connection.LoginSlug, page.Text, StringComparison.Ordinal);
        page = await scene.Browser.Press("Save", ("enabled", "on"));
        Assert.Equal("Saved and enabled", page.Status());
    }

    [Fact, Spec("TG-15")]
    public async Task Without_the_plan_the_toggle_says_so_and_does_nothing()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Tenant, t => t with { Plan = Plans.Free });
        await scene.AsOperator();
        await scene.OpenNew("protocol=oidc");
        var page = await scene.Browser.Press("Save", ("name", "Prepared"), ("enabled", "on"));
        Assert.Equal(403, page.Status);
        Assert.Contains("not in this tenant’s plan", page.Alert(), StringComparison.Ordinal);
        Assert.True(page.Html.GetElementById("enabled")!.HasAttribute("disabled"));
    }

    [Fact, Spec("TG-14")]
    public async Task Where_several_may_be_enabled_none_is_said_to_be_disabled()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Tenant, t => t with { ConnectionPolicy = "multiple" });
        await scene.AsOperator();
        var page = await scene.OpenNew("protocol=oidc");
        Assert.DoesNotContain("disables", page.Html.GetElementById("enabled-help")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_act_on_what_has_changed_meanwhile_is_refused()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        await scene.Change(scene.Connection, c => c with { Name = "Changed" });
        var page = await scene.Browser.Press("for good", ("sure", "acme"));
        Assert.Equal(412, page.Status);
        Assert.Contains("Somebody else changed", page.Alert(), StringComparison.Ordinal);
        Assert.NotNull(await scene.Stored(scene.Connection.Id));
    }
}
