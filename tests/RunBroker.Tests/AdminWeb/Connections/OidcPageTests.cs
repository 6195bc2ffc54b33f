using RunBroker.Storage.Model;
using RunBroker.Tenancy;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb.Connections;

/// <summary>"SSO OIDC" as an admin sets it up, from the first save to somebody's sign-in.</summary>
public sealed class OidcPageTests
{
    [Fact, Spec("TG-04")]
    public async Task The_form_has_the_fields_that_admins_of_RUN_know()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        var page = await scene.OpenConnection(scene.Connection.Id);
        Assert.Equal("SSO OIDC", page.Html.QuerySelector("h1")!.TextContent);
        var words = page.Html.QuerySelectorAll("#settings label, #settings .label, #settings summary, #settings legend, #settings button")
            .Select(e => e.TextContent.Trim()).ToHashSet();
        Assert.Superset(
            new HashSet<string>
            {
                "Issuer URL", "Client ID", "Client Secret", "Scopes", "Callback URLs", "Logout Redirect URLs", "E-mail", "First Name",
                "Edit other claim mappings", "Enabled", "Save",
            }, words);
        Assert.Contains(words, w => w.StartsWith("Last Name", StringComparison.Ordinal));
        Assert.Contains($"{scene.Broker.Url}/federation/oidc/{scene.Connection.Id}/callback", page.Text, StringComparison.Ordinal);
        Assert.Contains($"{scene.Broker.Url}/federation/oidc/{scene.Connection.Id}/signed-out", page.Text, StringComparison.Ordinal);
        Assert.Contains($"{scene.Broker.Url}/login/{scene.Connection.LoginSlug}", page.Text, StringComparison.Ordinal);
    }

    [Fact, Spec("TG-13"), Spec("TG-14")]
    public async Task From_a_name_to_a_sign_in()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenNew("protocol=oidc");
        var page = await scene.Browser.Press("Save", ("name", "Other provider"));
        Assert.Contains("Register our values", page.Status(), StringComparison.Ordinal);
        var id = page.Id();
        Assert.Contains($"/federation/oidc/{id}/callback", page.Text, StringComparison.Ordinal);
        Assert.NotEqual("", page.Beside("issuer_url"));
        Assert.NotEqual("", page.Beside("client_id"));
        Assert.NotEqual("", page.Beside("client_secret"));

        // An address where nothing is, and no secret: saved, and said beside each field.
        page = await scene.Browser.Press("Save", ("issuer_url", scene.Op.Issuer + "/nothing"), ("client_id", "broker"));
        Assert.Contains("HTTP 404", page.Beside("issuer_url"), StringComparison.Ordinal);
        Assert.NotEqual("", page.Beside("client_secret"));
        Assert.Equal("", page.Beside("client_id"));
        Assert.Contains("Issuer URL", page.Alert(), StringComparison.Ordinal);
        Assert.Equal("#issuer_url", page.Html.QuerySelector("[role=alert] a")!.GetAttribute("href"));

        // Enabling says the same, and leaves the other one alone.
        page = await scene.Browser.Press("Save", ("enabled", "on"));
        Assert.Equal(422, page.Status);
        Assert.Contains("Saved, but not enabled", page.Alert(), StringComparison.Ordinal);
        Assert.Contains("HTTP 404", page.Beside("issuer_url"), StringComparison.Ordinal);
        Assert.True((await scene.Stored(scene.Connection.Id)).Enabled);

        page = await scene.PressWithout("Save", "enabled", ("issuer_url", scene.Op.Issuer), ("client_secret", "another-secret-0123456789"));
        Assert.Equal("Saved", page.Status());
        Assert.Equal("", page.Alert());
        Assert.Contains("supports all we need", page.Text, StringComparison.Ordinal);
        Assert.Contains("disables SSO OIDC (Acme sign-in)", page.Text, StringComparison.Ordinal);

        page = await scene.Browser.Press("Save", ("enabled", "on"));
        Assert.Contains("enabled. The other connection is disabled", page.Status(), StringComparison.Ordinal);
        Assert.False((await scene.Stored(scene.Connection.Id)).Enabled);
        scene.NewBrowser();
        var (claims, _) = await scene.SignIn();
        Assert.Equal("alice@acme.example", (string?)claims["email"]);
        Assert.Equal("another-secret-0123456789", Secret(scene, await scene.Stored(id)));
    }

    [Fact, Spec("TG-10")]
    public async Task What_is_malformed_is_said_beside_its_field_and_nothing_typed_is_lost()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        var page = await scene.Browser.Press("Save", ("issuer_url", "not an address"), ("scopes", "profile email"), ("client_id", "typed"),
            ("claim_mappings.phone", "phone_number"), ("tag.tag", "source"), ("tag.claim", "dept"));
        Assert.Equal(422, page.Status);
        Assert.NotEqual("", page.Beside("issuer_url"));
        Assert.Contains("openid", page.Beside("scopes"), StringComparison.Ordinal);
        Assert.NotEqual("", page.Beside("other_claim_mappings[0].tag"));
        Assert.Equal(("not an address", "profile email", "typed", "phone_number", "source", "dept"),
            (page.Value("issuer_url"), page.Value("scopes"), page.Value("client_id"), page.Value("claim_mappings.phone"),
                page.Value("other_claim_mappings[0].tag"), page.Value("other_claim_mappings[0].claim")));
        Assert.Equal(scene.Op.Issuer, StoredJson.Oidc((await scene.Stored(scene.Connection.Id)).Settings).IssuerUrl);
        Assert.All(page.Html.QuerySelectorAll("[role=alert] a"), a => Assert.NotNull(page.Html.GetElementById(a.GetAttribute("href")![1..])));
    }

    [Fact]
    public async Task What_would_keep_people_out_can_be_a_draft_and_cannot_be_promoted_while_it_is_enabled()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        var page = await scene.Browser.Press("Save", ("issuer_url", scene.Op.Issuer + "/nothing"), ("client_secret", "typed-secret-0123456789"));
        Assert.Contains("Saved as a draft", page.Status(), StringComparison.Ordinal);
        Assert.DoesNotContain("typed-secret", page.Body, StringComparison.Ordinal);
        Assert.Equal(scene.Op.Issuer, StoredJson.Oidc((await scene.Stored(scene.Connection.Id)).Settings).IssuerUrl);
        page = await scene.Browser.Press("Promote the draft");
        Assert.Equal(422, page.Status);
        Assert.Contains("Nobody could sign in any more: nothing was changed", page.Alert(), StringComparison.Ordinal);
        Assert.Contains("HTTP 404", page.Beside("issuer_url"), StringComparison.Ordinal);
        Assert.Equal(scene.Op.Issuer, StoredJson.Oidc((await scene.Stored(scene.Connection.Id)).Settings).IssuerUrl);
        await scene.SignIn();
    }

    [Fact, Spec("TG-06")]
    public async Task Who_turns_it_off_with_the_same_save_means_it()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        var page = await scene.PressWithout(
            "Save", "enabled", ("issuer_url", scene.Op.Issuer + "/nothing"), ("client_secret", "typed-secret-0123456789"));
        Assert.Equal(200, page.Status);
        var stored = await scene.Stored(scene.Connection.Id);
        Assert.False(stored.Enabled);
        Assert.EndsWith("/nothing", StoredJson.Oidc(stored.Settings).IssuerUrl, StringComparison.Ordinal);
    }

    [Fact, Spec("TG-06")]
    public async Task The_secret_stays_when_its_field_is_empty_and_goes_when_that_is_ticked()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Connection, c => c with { Enabled = false });
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        var page = await scene.Browser.Press("Save", ("name", "New name"));
        Assert.Equal("upstream-secret-0123456789", Secret(scene, await scene.Stored(scene.Connection.Id)));
        Assert.DoesNotContain("upstream-secret", page.Body, StringComparison.Ordinal);
        Assert.Equal("", page.Value("client_secret"));

        page = await scene.Browser.Press("Save", ("client_secret_remove", "on"));
        Assert.Null((await scene.Stored(scene.Connection.Id)).ClientSecret);
        Assert.NotEqual("", page.Beside("client_secret"));
    }

    [Fact, Spec("TG-11"), Spec("TG-22")]
    public async Task Other_claim_mappings_are_added_without_script_and_taken_out_by_emptying_them()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Connection, c => c with { Enabled = false });
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id);
        var page = await scene.Browser.Press("Add mappings", ("name", "Typed before"), ("tag.tag", "dept"), ("tag.claim", "department"));
        Assert.Equal(("Typed before", "dept", ""), (page.Value("name"), page.Value("other_claim_mappings[0].tag"), page.Value("other_claim_mappings[3].tag")));
        Assert.Empty(StoredJson.Oidc((await scene.Stored(scene.Connection.Id)).Settings).OtherClaimMappings);
        page = await scene.Browser.Press("Save");
        var settings = StoredJson.Oidc((await scene.Stored(scene.Connection.Id)).Settings);
        Assert.Equal([new OtherClaimMappingSettings("department", "dept")], settings.OtherClaimMappings);
        await scene.Browser.Press("Save", ("tag.tag", ""), ("tag.claim", ""));
        Assert.Empty(StoredJson.Oidc((await scene.Stored(scene.Connection.Id)).Settings).OtherClaimMappings);
    }

    [Fact]
    public async Task Every_further_setting_is_saved_and_shown_again()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        var made = await scene.OpenNew("protocol=oidc");
        (string Name, string Value)[] values =
        [
            ("name", "All of it"), ("issuer_url", scene.Op.Issuer), ("client_id", "all"), ("scopes", "openid email"),
            ("token_endpoint_auth_method", "private_key_jwt"), ("prompt", "select_account"), ("upstream_logout", "on"),
            ("id_token_signed_response_alg", "ES256"), ("id_token_encrypted_response_alg", "RSA-OAEP-256"),
            ("allowed_tenant_ids", "00000000-0000-0000-0000-000000000001\n00000000-0000-0000-0000-000000000002"),
            ("claim_mappings.email", "mail"), ("claim_mappings.first_name", "fn"), ("claim_mappings.last_name", "ln"),
            ("claim_mappings.phone", "p"), ("claim_mappings.company", "c"), ("claim_mappings.language", "l"), ("claim_mappings.timezone", "t"),
        ];
        var page = await scene.Browser.Press("Save", values);
        Assert.Equal(200, page.Status);
        foreach (var (name, value) in values)
            Assert.Equal((name, value), (name, page.Value(name)));
        var settings = StoredJson.Oidc((await scene.Stored(page.Id())).Settings);
        Assert.Equal(("private_key_jwt", "select_account", true, 2), (settings.TokenEndpointAuthMethod, settings.Prompt, settings.UpstreamLogout, settings.AllowedTenantIds.Length));
        Assert.Contains($"/federation/oidc/{page.Id()}/jwks", page.Text, StringComparison.Ordinal);
        Assert.NotNull(made.Html.GetElementById("id_token_encrypted_response_alg"));
    }

    private static string Secret(Scene scene, Connection row) =>
        System.Text.Encoding.UTF8.GetString(scene.Broker.Box.Open(row.ClientSecret!, new(row.TenantId.Value, "connection", row.Id, "client_secret"))!);
}
