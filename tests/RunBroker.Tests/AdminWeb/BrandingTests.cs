using System.Text.Json.Nodes;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb;

/// <summary>A tenant's own look on the pages of its people, and what cannot come in with it.</summary>
public sealed class BrandingTests
{
    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact, Spec("O-123")]
    public async Task Colour_logo_and_links_stand_on_the_pages_and_the_logo_is_an_image_and_nothing_else()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Open("/admin/tenants/acme/settings");
        scene.Browser.Chosen["logo"] = new ChosenFile("logo.png", Png);
        var page = await scene.Browser.Press("Save look", ("brand.colour", "#7a1f6b"), ("brand.help_url", "https://help.acme.example/"), ("brand.privacy_url", ""));
        Assert.Equal((200, "Saved"), (page.Status, page.Html.QuerySelector("[role=status]")!.TextContent.Trim()));

        scene.Op.Break(TestOpFaults.AudienceOther);
        scene.NewBrowser();
        page = await scene.Browser.Get(scene.App.Begin().Url);
        Assert.Equal(403, page.Status);
        Assert.Contains("--brand: #7a1f6b", page.Html.QuerySelector("style")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Html.QuerySelector("footer a[href='https://help.acme.example/']"));
        var logo = await Wire.Get(scene.Broker.Url + page.Html.QuerySelector("header img")!.GetAttribute("src"));
        Assert.Equal((200, "image/png", "nosniff", "default-src 'none'; sandbox"),
            (logo.Status, logo.Headers["content-type"], logo.Headers["x-content-type-options"], logo.Headers["content-security-policy"]));
        Assert.Contains("immutable", logo.Headers["cache-control"], StringComparison.Ordinal);
    }

    [Fact, Spec("O-165")]
    public async Task A_refused_look_names_the_field_as_the_form_does_and_a_reload_shows_the_settings()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.Open("/admin/tenants/acme/settings");
        var page = await scene.Browser.Press("Save look", ("brand.help_url", "help.acme.example"));
        Assert.Equal(422, page.Status);
        var problem = page.Html.QuerySelector("[role=alert] a")!;
        Assert.StartsWith("Help page: ", problem.TextContent, StringComparison.Ordinal);
        Assert.NotNull(page.Html.GetElementById(problem.GetAttribute("href")![1..]));
        page = await scene.Open(page.Url.AbsolutePath);
        Assert.Equal((200, "/admin/tenants/acme/settings"), (page.Status, page.Url.AbsolutePath));
    }

    [Theory, Spec("O-123"), Spec("O-165")]
    [InlineData("""{"colour":"red"}""", "brand.colour")]
    [InlineData("""{"colour":"#fff;}body{display:none"}""", "brand.colour")]
    [InlineData("""{"help_url":"javascript:alert(1)"}""", "brand.help_url")]
    [InlineData("""{"privacy_url":"http://plain.example"}""", "brand.privacy_url")]
    [InlineData("""{"logo":"PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxzY3JpcHQvPjwvc3ZnPg=="}""", "brand.logo")]
    [InlineData("""{"logo":"not base64!"}""", "brand.logo")]
    [InlineData("""{"logo_url":"https://evil.example/x.png","css":"x"}""", "brand.css")]
    public async Task What_is_no_colour_no_link_and_no_picture_is_refused_and_nothing_changes(string brand, string field)
    {
        await using var scene = await Scene.Start();
        var answer = await scene.Call("PATCH", "/api/v1/tenants/acme", $$$"""{"brand":{{{brand}}}}""", TestBroker.BootstrapToken);
        Assert.Equal(422, answer.Status);
        Assert.NotNull(answer.Json["errors"]![field]);
        var after = await Wire.Get(scene.Broker.Url + "/api/v1/tenants/acme", Wire.Bearer(TestBroker.BootstrapToken));
        Assert.Equal("""{"colour":null,"help_url":null,"privacy_url":null,"logo_url":null}""", after.Json["brand"]!.ToJsonString());
    }

    [Fact]
    public async Task The_logo_stays_when_another_member_changes_goes_with_null_and_its_old_address_is_empty()
    {
        await using var scene = await Scene.Start();
        async Task<JsonNode> Patch(string brand) =>
            (await scene.Call("PATCH", "/api/v1/tenants/acme", $$$"""{"brand":{{{brand}}}}""", TestBroker.BootstrapToken)).Json["brand"]!;
        var url = (string)(await Patch($$$"""{"logo":"{{{Convert.ToBase64String(Png)}}}"}"""))["logo_url"]!;
        Assert.Equal(url, (string)(await Patch("""{"colour":"#112233"}"""))["logo_url"]!);
        Assert.Equal(200, (await Wire.Get(scene.Broker.Url + url)).Status);
        var after = await Patch("""{"logo":null}""");
        Assert.Null(after["logo_url"]);
        Assert.Equal("#112233", (string)after["colour"]!);
        Assert.Equal(404, (await Wire.Get(scene.Broker.Url + url)).Status);
        Assert.Equal(422, (await scene.Call("PATCH", "/api/v1/tenants/acme",
            $$$"""{"brand":{"logo":"{{{Convert.ToBase64String([.. Png, .. new byte[40_000]])}}}"}}""", TestBroker.BootstrapToken)).Status);
    }
}
