using RunBroker.Tenancy;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb.Connections;

/// <summary>The draft of a connection that people use, on its pages.</summary>
public sealed class VersionPageTests
{
    [Fact, Spec("TG-13")]
    public async Task An_edit_of_an_enabled_connection_waits_as_a_draft_is_tested_promoted_and_taken_back_by_one_button()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        var page = await scene.Browser.Press("Save", ("name", "Renamed"), ("claim_mappings.company", "org"));
        Assert.StartsWith("Saved as a draft", page.Status(), StringComparison.Ordinal);
        Assert.Equal(("Renamed", "org"), (page.Value("name"), page.Value("claim_mappings.company")));
        var draft = page.Html.GetElementById("draft")!.TextContent;
        Assert.Contains("people still sign in by what is live", draft, StringComparison.Ordinal);
        Assert.Contains("Company", draft, StringComparison.Ordinal);
        Assert.Equal(scene.Connection.Name, (await scene.Stored(scene.Connection.Id)).Name);

        page = await scene.Through("Test sign-in here");
        Assert.Contains("The draft was tested, not what is live", page.Text, StringComparison.Ordinal);
        page = await scene.OpenConnection(scene.Connection.Id);
        Assert.Contains("The test sign-in with this draft worked", page.Text, StringComparison.Ordinal);

        page = await scene.Browser.Press("Promote the draft");
        Assert.Equal("Promoted: the draft is live", page.Status());
        Assert.Null(page.Html.GetElementById("draft"));
        Assert.Equal("Renamed", (await scene.Stored(scene.Connection.Id)).Name);
        page = await scene.Browser.Press("Go back to this version");
        Assert.Equal("The earlier version is live again", page.Status());
        var stored = await scene.Stored(scene.Connection.Id);
        Assert.Equal((scene.Connection.Name, null), (stored.Name, StoredJson.Oidc(stored.Settings).ClaimMappings.Company));
        Assert.True(stored.Enabled);
    }

    [Fact, Spec("TG-13")]
    public async Task Rules_and_settings_go_into_one_draft_which_can_be_discarded()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        await scene.Browser.Press("Save", ("name", "Renamed"));
        await scene.OpenConnection(scene.Connection.Id, "/rules");
        var page = await scene.Browser.Press("Save", ("claim", "groups"), ("operator", "contains"), ("value", "staff"), ("role", "crew"));
        Assert.StartsWith("Saved as a draft", page.Status(), StringComparison.Ordinal);
        Assert.Equal("crew", page.Value("role_rules[0].role"));
        page = await scene.OpenConnection(scene.Connection.Id);
        var draft = page.Html.GetElementById("draft")!.TextContent;
        Assert.Contains("crew", draft, StringComparison.Ordinal);
        Assert.Contains("Renamed", draft, StringComparison.Ordinal);
        Assert.Empty(StoredJson.Oidc((await scene.Stored(scene.Connection.Id)).Settings).RoleRules);

        page = await scene.Browser.Press("Discard the draft");
        Assert.Equal("Draft discarded", page.Status());
        Assert.Equal(scene.Connection.Name, page.Value("name"));
        Assert.Null(page.Html.GetElementById("draft"));
    }

    [Fact, Spec("P-019")]
    public async Task A_draft_that_somebody_else_saved_meanwhile_is_not_saved_over_or_promoted_unseen()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        var first = scene.Browser;
        await scene.OpenConnection(scene.Connection.Id);
        await first.Press("Save", ("name", "First"));
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        await scene.Browser.Press("Save", ("name", "Second"));

        var page = await first.Press("Promote the draft");
        Assert.Equal(412, page.Status);
        Assert.Equal(scene.Connection.Name, (await scene.Stored(scene.Connection.Id)).Name);
        page = await first.Get($"{scene.Broker.Url}{ConnectionSteps.All}/{scene.Connection.Id}");
        Assert.Equal("Second", page.Value("name"));
    }

    [Fact, Spec("TG-13")]
    public async Task Saving_what_is_live_makes_no_draft_and_turning_it_off_is_about_what_is_live()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        var page = await scene.Browser.Press("Save");
        Assert.Equal("Saved", page.Status());
        Assert.Null(page.Html.GetElementById("draft"));
        await scene.Browser.Press("Save", ("name", "Renamed"));
        page = await scene.PressWithout("Save", "enabled");
        var stored = await scene.Stored(scene.Connection.Id);
        Assert.Equal((scene.Connection.Name, false), (stored.Name, stored.Enabled));
        Assert.Contains("A draft waits to be promoted", page.Text, StringComparison.Ordinal);
    }

    [Fact, Spec("P-003")]
    public async Task No_secret_of_any_version_is_on_a_page()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        var page = await scene.Browser.Press("Save", ("client_secret", "typed-secret-0123456789"));
        Assert.Contains("Changed", page.Html.GetElementById("draft")!.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("typed-secret", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("upstream-secret", page.Body, StringComparison.Ordinal);
        page = await scene.Browser.Press("Promote the draft");
        Assert.DoesNotContain("typed-secret", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("upstream-secret", page.Body, StringComparison.Ordinal);
    }

    [Fact, Spec("TG-13")]
    public async Task Archived_ones_are_listed_with_their_last_day()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Connection, c => c with { Enabled = false, ArchivedAt = scene.Clock.GetUtcNow() });
        await scene.AsOperator();
        var page = await scene.Open(ConnectionSteps.All);
        Assert.Contains("Archived", page.Text, StringComparison.Ordinal);
        Assert.Contains("Can be restored until", page.Text, StringComparison.Ordinal);
        page = await scene.OpenConnection(scene.Connection.Id);
        Assert.Contains("Can be restored until", page.Text, StringComparison.Ordinal);
        Assert.Contains("Disconnecting cannot be undone", page.Text, StringComparison.Ordinal);
    }
}
