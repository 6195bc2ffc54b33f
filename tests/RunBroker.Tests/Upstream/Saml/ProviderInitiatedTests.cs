using RunBroker.Storage;
using RunBroker.Tests.Flows;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>Sign-ins that begin at the provider (S-066, AU-37): off by default; when on, a fresh sign-in at the default app and nothing else.</summary>
public sealed class ProviderInitiatedTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("S-066")]
    public async Task By_default_nobody_is_signed_in_and_the_page_says_what_to_do()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.SignsResponses = true;

        var page = await stage.Browser.Get(stage.Idp.StartUrl(stage.EntityId, "https://evil.example/"));

        await stage.RefusedOnAPage(page, "upstream.Unsolicited");
        Assert.Contains("Open the app itself", page.Text, StringComparison.Ordinal);
        Assert.Empty(await stage.Users());
        Assert.DoesNotContain("evil.example", page.Body, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("AU-37")]
    public async Task When_on_the_default_app_begins_a_sign_in_of_its_own_and_the_person_is_not_asked_again()
    {
        await using var stage = await Open();

        var page = await stage.Browser.Get(stage.Idp.StartUrl(stage.EntityId, "https://evil.example/"));

        Assert.StartsWith(stage.App.RedirectUri, page.Url.AbsoluteUri, StringComparison.Ordinal);
        var told = stage.App.LastCallback.Fields;
        Assert.Equal((stage.App.Issuer, stage.Tenant.Slug, stage.Connection.Id), (told["iss"], told["organization"], told["connection"]));
        Assert.Null(told["code"]);
        Assert.Empty(await stage.Events("session.created"));
        Assert.Null(stage.Browser.Cookies.Find("__Host-rb_sso"));
        Assert.DoesNotContain(page.Hops, h => h.Url.Host.Contains("evil", StringComparison.Ordinal));
        Assert.Equal("succeeded", (await stage.LastCase()).State);

        // Now the app's own sign-in, with its state and nonce; the provider answers from its session.
        stage.Idp.SignInAs = null;
        var (claims, _) = await stage.SignIn(p => p["connection"] = told["connection"]!);
        Assert.Equal("maria@acme.example", (string?)claims["email"]);
    }

    [Fact]
    [Spec("S-066")]
    public async Task A_strangers_answer_posted_in_my_browser_does_not_sign_me_in_as_the_stranger()
    {
        await using var stage = await Open();
        var mallory = stage.Newcomer("Mallory");
        var attacker = stage.InAnotherBrowser();
        attacker.Browser.StopAt = stage.AcsUrl;
        var held = (await attacker.Browser.Get(stage.Idp.StartUrl(stage.EntityId))).Posted;
        stage.Idp.SignInAs = "maria";

        // The attacker's page makes the victim's browser post the attacker's answer.
        await stage.Browser.Post(stage.AcsUrl, held, "http://localhost:1/");
        var (claims, _) = await stage.SignIn();

        Assert.NotEqual((string?)mallory.Claims["email"], (string?)claims["email"]);
        Assert.Equal("maria@acme.example", (string?)claims["email"]);
    }

    [Fact]
    [Spec("S-021")]
    public async Task The_response_itself_must_be_signed()
    {
        await using var stage = await Open();
        stage.Idp.SignsResponses = false;
        await stage.RefusedOnAPage(await stage.Browser.Get(stage.Idp.StartUrl(stage.EntityId)), "upstream.RequiredSignatureMissing");
    }

    [Fact]
    [Spec("S-066")]
    public async Task InResponseTo_anywhere_is_refused()
    {
        await using var stage = await Open();
        stage.Idp.BreakOnce(d => d with { ConfirmationInResponseTo = "_made-up" });
        await stage.RefusedOnAPage(await stage.Browser.Get(stage.Idp.StartUrl(stage.EntityId)), "upstream.WrongInResponseTo");
        stage.Idp.BreakOnce(d => d with { InResponseTo = "_made-up" });
        await stage.RefusedOnAPage(await stage.Browser.Get(stage.Idp.StartUrl(stage.EntityId)), "sign_in.Expired", 400);
    }

    [Fact]
    [Spec("S-073")]
    public async Task It_is_taken_once()
    {
        await using var stage = await Open();
        stage.Browser.StopAt = stage.AcsUrl;
        var held = (await stage.Browser.Get(stage.Idp.StartUrl(stage.EntityId))).Posted;
        stage.Browser.StopAt = null;
        await stage.Answer(held);
        var seen = stage.App.Callbacks.Length;

        await stage.RefusedOnAPage(await stage.Answer(held), "upstream.Replayed");

        Assert.Equal(seen, stage.App.Callbacks.Length);
    }

    [Fact]
    [Spec("AU-37")]
    public async Task Without_a_default_app_the_page_says_so()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { AllowIdpInitiated = true });
        stage.Idp.SignsResponses = true;
        var page = await stage.Browser.Get(stage.Idp.StartUrl(stage.EntityId));
        await stage.RefusedOnAPage(page, "acs.NoDefaultApp");
        Assert.Contains("no app to open", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("connection")]
    [InlineData("app")]
    [Spec("S-067")]
    public async Task What_is_disabled_is_not_begun_by_the_provider_either(string what)
    {
        await using var stage = await Open();
        if (what == "connection")
            await shared.Scene.Change(stage.Connection, c => c with { Enabled = false });
        else
            await stage.Db.Write(tx => ClientStore.Delete(tx, stage.App.Options.ClientId), CancellationToken.None);

        var page = await stage.Browser.Get(stage.Idp.StartUrl(stage.EntityId));

        await stage.RefusedOnAPage(page, what == "connection" ? "connection.Disabled" : "acs.NoDefaultApp");
        Assert.Empty(stage.App.Callbacks);
    }

    private async Task<SamlStage> Open()
    {
        var stage = await SamlStage.On(shared.Scene, s => s with { AllowIdpInitiated = true }, app: a => a with { InitiateLoginUri = a.RedirectUris[0] });
        await shared.Scene.Change(stage.Tenant, t => t with { DefaultClientId = stage.App.Options.ClientId });
        stage.Idp.SignsResponses = true;
        return stage;
    }
}
