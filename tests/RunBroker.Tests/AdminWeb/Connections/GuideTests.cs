using System.Text.RegularExpressions;
using RunBroker.Admin;
using RunBroker.AdminWeb.Connections;
using RunBroker.Guides;
using RunBroker.Http.Outbound;
using RunBroker.Pages.Words;
using RunBroker.Storage;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.AdminWeb.Connections;

/// <summary>The guides as data, and beside the form.</summary>
public sealed partial class GuideTests(SceneOfClass shared) : IClassFixture<SceneOfClass>
{
    private static readonly GuideShelf Shelf = new();

    public static TheoryData<string, string> All =>
        [.. Shelf.All.SelectMany(g => new[] { "oidc", "saml" }.Where(p => g.For(p) is not null).Select(p => (g.Id, p)))];

    [Fact, Spec("TG-01")]
    public void Every_provider_that_is_named_has_a_guide()
    {
        Assert.Equal(["okta", "auth0", "entra", "google", "cognito", "onelogin", "ping", "keycloak", "adfs", "other"], Shelf.All.Select(g => g.Id));
        // Cognito signs in to apps by OIDC only: its SAML is for providers behind it.
        Assert.Equal(["cognito"], Shelf.All.Where(g => g.Saml is null).Select(g => g.Id));
        Assert.All(Shelf.All, g => Assert.NotNull(g.Oidc));
    }

    [Theory, MemberData(nameof(All))]
    public void A_guide_names_only_values_and_fields_that_there_are(string id, string protocol)
    {
        var part = Shelf.Find(id)!.For(protocol)!;
        var steps = part.Steps.Concat(part.Roles.Steps).ToList();
        var ours = steps.SelectMany(s => s.Ours.Select(o => o.Value)).Concat(steps.SelectMany(Texts).SelectMany(GuideMarks.Asked));
        Assert.Empty(ours.Except(OurValues.Names(protocol)));
        Assert.NotEmpty(ours);
        var fields = ConnectionFields.Of(protocol).Select(f => f.Path).ToHashSet();
        Assert.Empty(part.Preset.Keys.Except(fields));
        Assert.Empty(steps.SelectMany(s => s.Theirs.Select(t => t.Field)).Except([.. fields, "client_secret", "metadata_url", "metadata_file"]));
        Assert.NotEmpty(part.Roles.Steps);
        Assert.All(steps.SelectMany(Texts), text => Assert.Equal(0, text.Count(c => c == '`') % 2));
    }

    [Theory, MemberData(nameof(All))]
    public void Both_languages_spell_the_providers_words_the_same(string id, string protocol)
    {
        var part = Shelf.Find(id)!.For(protocol)!;
        foreach (var said in part.Steps.Concat(part.Roles.Steps).SelectMany(s => s.Text.Concat(s.Then)))
        {
            Assert.Equal(Marked(said.En), Marked(said.Pt));
            Assert.DoesNotContain(said.Pt, text => text is '\u00a0');
            Assert.False(string.IsNullOrWhiteSpace(said.Pt));
        }
    }

    [Theory, MemberData(nameof(All))]
    public async Task It_renders_in_both_languages_with_every_value_in_its_place(string id, string protocol)
    {
        var scene = shared.Scene;
        var saved = await Saved(scene, protocol);
        foreach (var language in (string[])["en", "pt-BR"])
        {
            await scene.AsOperator();
            scene.Browser.Options = scene.Browser.Options with { AcceptLanguage = language };
            var page = await scene.OpenNew($"protocol={protocol}&guide={id}");
            AssertWhole(page, protocol, Shelf.Find(id)!, language);
            foreach (var (field, value) in Shelf.Find(id)!.For(protocol)!.Preset)
                Assert.Equal((field, value), (field, page.Value(field)));
            page = await scene.OpenConnection(saved, "?guide=" + id);
            AssertWhole(page, protocol, Shelf.Find(id)!, language);
            Assert.DoesNotContain(language == "en" ? "appears once" : "aparece assim", page.Html.QuerySelector("aside")!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Choosing_a_guide_loses_nothing_that_was_typed()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        await scene.OpenNew("protocol=saml");
        var page = await scene.Browser.Press("Show", ("guide", "okta"), ("name", "Mine"), ("metadata_url", "https://typed.example/"));
        Assert.Equal(("Mine", "https://typed.example/", "firstName"), (page.Value("name"), page.Value("metadata_url"), page.Value("claim_mappings.first_name")));
        Assert.Contains("Single sign-on URL", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_saved_connection_takes_a_guides_settings_by_a_button_and_keeps_the_rest()
    {
        await using var scene = await Scene.Start();
        await scene.Change(scene.Connection, c => c with { Enabled = false });
        await scene.AsOperator();
        await scene.OpenConnection(scene.Connection.Id, "?guide=adfs");
        var page = await scene.Browser.Press("Save these values");
        Assert.Contains("are saved", page.Status(), StringComparison.Ordinal);
        Assert.Contains("guide=adfs", page.Url.Query, StringComparison.Ordinal);
        var settings = StoredJson.Oidc((await scene.Stored(scene.Connection.Id)).Settings);
        Assert.Equal(("openid profile email allatclaims", scene.Op.Issuer), (settings.Scopes, settings.IssuerUrl));
    }

    [Theory]
    [InlineData("https://acme.okta.com", "okta")]
    [InlineData("https://login.microsoftonline.com/x/v2.0", "entra")]
    [InlineData("https://cognito-idp.eu-west-1.amazonaws.com/x", "cognito")]
    [InlineData("https://id.acme.example/realms/staff", "keycloak")]
    [InlineData("https://fs.acme.example/adfs", "adfs")]
    [InlineData("https://accounts.google.com", "google")]
    [InlineData("https://acme.example", null)]
    public void A_provider_is_known_by_its_address(string address, string? guide) => Assert.Equal(guide, Shelf.KnownBy(null, address)?.Id);

    [Fact]
    public async Task What_kind_to_choose_is_said_before_anything_is_asked()
    {
        await using var scene = await Scene.Start();
        await scene.AsOperator();
        var page = await scene.Open(ConnectionSteps.All + "/new");
        Assert.Contains("SAML or OIDC?", page.Text, StringComparison.Ordinal);
        page = await scene.Browser.ClickLink("AWS Cognito");
        Assert.Equal("SSO OIDC", page.Html.QuerySelector("h1")!.TextContent);
        Assert.Equal("AWS Cognito", page.Value("name"));
    }

    [Fact]
    public void Labels_and_helps_are_there_for_every_field_in_both_languages()
    {
        Assert.Equal(FieldWords.In(Language.English).Keys.Order(), FieldWords.In(Language.Portuguese).Keys.Order());
        foreach (var field in ConnectionFields.Of("oidc").Concat(ConnectionFields.Of("saml")).Concat(ConnectionFields.Provider).Select(f => f.Path)
            .Concat(OurValues.Names("oidc")).Concat(OurValues.Names("saml")))
            Assert.True(FieldWords.In(Language.English).ContainsKey(field), field);
        Assert.All(FieldWords.In(Language.English), w => Assert.Equal(w.Value.Help is null, FieldWords.In(Language.Portuguese)[w.Key].Help is null));
        // As the admins of RUN know them, in whatever language.
        foreach (var field in (string[])["issuer_url", "client_id", "client_secret", "scopes", "callback_urls", "logout_redirect_urls",
            "claim_mappings.email", "claim_mappings.first_name", "claim_mappings.last_name", "enabled", "acs_urls", "sp_entity_id"])
            Assert.Equal(FieldWords.Of(field, Language.English).Label, FieldWords.Of(field, Language.Portuguese).Label);
    }

    [Fact]
    public void What_the_domain_says_of_a_connection_is_said_in_Portuguese()
    {
        var codes = Enum.GetNames<Protocol.OidcUpstream.DiscoveryFault>().Concat(Enum.GetNames<Protocol.Saml.Metadata.MetadataFault>())
            .Concat(["Missing", "Unreachable", "NoUsableKey", "NotKeys", "NotFetchedYet", "RefreshFailed", "UploadEnds", "MetadataChanged",
                "TransientSubject", "CertificateExpiring", "Sha1Allowed", "CbcAllowed", "IdpInitiatedAllowed", "PlainHttp", "NextKeyPublished"]);
        Assert.DoesNotContain(codes, code => !FaultTexts.Knows(code));
        foreach (var reason in Enum.GetNames<OutboundReason>())
            Assert.True(FaultTexts.Knows("Unreachable " + reason), reason);
        var problem = new ConnectionProblem("issuer_url", "Unreachable", "HTTP 200 from https://x", "DnsFailed", "There is no such host name: check the address.");
        Assert.Equal(("Não existe esse nome de host: verifique o endereço.", "HTTP 200 de https://x"), FaultTexts.Of(problem, Language.Portuguese));
        Assert.Equal("pode ter no máximo 200 caracteres", FaultTexts.Rule("must have at most 200 characters", Language.Portuguese));
    }

    /// <summary>One connection of each protocol serves all guides. It has a key of ours, so that it has all of our values.</summary>
    private static async Task<string> Saved(Scene scene, string protocol)
    {
        var rows = await scene.Db.Read(tx => ConnectionStore.Page(tx, scene.Tenant.Id, archived: false, "", 10), CancellationToken.None);
        if (rows.FirstOrDefault(c => c.Protocol == protocol && c.Name == "For guides") is { } made)
            return made.Id;
        await scene.AsOperator();
        await scene.OpenNew("protocol=" + protocol);
        return (await scene.Browser.Press("Save", ("name", "For guides"), ("token_endpoint_auth_method", "private_key_jwt"))).Id();
    }

    private static void AssertWhole(TestPage page, string protocol, Guide guide, string language)
    {
        Assert.Equal(200, page.Status);
        var aside = page.Html.QuerySelector("aside")!;
        Assert.DoesNotContain("[[", aside.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("**", aside.TextContent, StringComparison.Ordinal);
        Assert.DoesNotContain("`", aside.TextContent, StringComparison.Ordinal);
        var wanted = language == "en" ? Language.English : Language.Portuguese;
        Assert.All(guide.For(protocol)!.Steps, s => Assert.Contains(s.Title.In(wanted), aside.TextContent, StringComparison.Ordinal));
        // Each of theirs leads to a field of the form.
        Assert.All(aside.QuerySelectorAll(".theirs a"), a => Assert.NotNull(page.Html.GetElementById(a.GetAttribute("href")![1..])));
        Assert.Equal(page.Html.QuerySelectorAll("[id]").Length, page.Html.QuerySelectorAll("[id]").Select(e => e.Id).Distinct().Count());
    }

    private static IEnumerable<string> Texts(GuideStep step) =>
        step.Text.Concat(step.Then).Append(step.Title).SelectMany(said => new[] { said.En, said.Pt }).Concat(step.Code is null ? [] : [step.Code]);

    private static IEnumerable<string> Marked(string text) => Marks().Matches(text).Select(m => m.Value).Order();

    [GeneratedRegex(@"\*\*[^*]+\*\*|`[^`]+`")]
    private static partial Regex Marks();
}
