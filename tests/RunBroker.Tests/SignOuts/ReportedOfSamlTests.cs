using RunBroker.Http;
using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.SignOuts;

/// <summary>
/// What people have reported of sign-outs with SAML providers at other brokers: each as it happened to them, with the end that it should
/// have had. The thread is each test's trait.
/// </summary>
public sealed class ReportedOfSamlTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("keycloak/keycloak#31075")]
    public async Task The_provider_says_yes_and_the_session_is_over_whatever_the_browser_did_meanwhile()
    {
        await using var stage = await SamlStage.On(shared.Scene, app: AppsTold.Back);
        var (claims, tokens) = await stage.SignIn();
        var session = await stage.SessionOf(claims);
        stage.Browser.StopAt = stage.Idp.SloUrl;
        var asked = await stage.Browser.Get(Federated(stage, tokens));
        Assert.True(asked.Stopped);
        // In other tabs: a sign-in that gets as far as the provider, and the same sign-out once more.
        stage.Browser.StopAt = stage.Idp.Origin;
        Assert.True((await stage.Go()).Stopped);
        await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken));
        stage.Browser.StopAt = null;

        var page = await stage.Browser.Get(asked.Url.AbsoluteUri);

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", page.Url.AbsoluteUri);
        Assert.False(stage.Idp.IsSignedIn("maria"));
        await stage.Settled(session.Id);
        var receipt = await stage.ReadReceipt(session.Id);
        Assert.Equal("app", (string?)receipt["cause"]);
        Assert.Equal((LegStates.Delivered, null), receipt.Leg("saml"));
        Assert.Equal((LegStates.Delivered, null), receipt.Leg("backchannel"));
        await stage.IsDead(tokens);
    }

    [Fact]
    [Spec("keycloak/keycloak#46762")]
    public async Task A_sign_out_begun_at_the_provider_comes_back_to_it_and_is_in_the_receipt_and_the_log()
    {
        await using var stage = await SamlStage.On(shared.Scene, app: AppsTold.Back);
        var (claims, tokens) = await stage.SignIn();
        var session = await stage.SessionOf(claims);

        var page = await stage.Browser.Get(stage.Idp.LogoutUrl);

        Assert.Contains("signed out everywhere", page.Text, StringComparison.Ordinal);
        Assert.Equal([SamlUris.Success], stage.Idp.LastLogoutResponse.Status);
        var receipt = await stage.ReadReceipt(session.Id);
        Assert.Equal(("upstream", $"upstream:{stage.Connection.Id}"), ((string?)receipt["cause"], (string?)receipt["actor"]));
        Assert.Equal((LegStates.Delivered, null), receipt.Leg("backchannel"));
        Assert.Single(receipt["legs"]!.AsArray());
        Assert.Equal($"upstream:{stage.Connection.Id}", Assert.Single(await stage.Events("session.ended")).Actor);
        await stage.IsDead(tokens);
    }

    [Theory]
    [InlineData("the provider answers")]
    [InlineData("the person never comes back from it")]
    [Spec("keycloak/keycloak#24074")]
    public async Task The_session_is_over_before_the_provider_is_asked(string what)
    {
        await using var stage = await SamlStage.On(shared.Scene, app: AppsTold.Back);
        var (claims, tokens) = await stage.SignIn();
        var session = await stage.SessionOf(claims);
        stage.Browser.StopAt = stage.Idp.Origin;
        var asked = await stage.Browser.Get(Federated(stage, tokens));

        Assert.Null(stage.Browser.Cookies.Find(Cookies.Sessions));
        await stage.IsDead(tokens);
        Assert.Equal((LegStates.Pending, null), (await stage.ReadReceipt(session.Id)).Leg("saml"));
        stage.Browser.StopAt = null;
        if (what == "the provider answers")
        {
            await stage.Browser.Get(asked.Url.AbsoluteUri);
        }
        else
        {
            shared.Scene.Clock.Advance(TimeSpan.FromMinutes(11));
            await shared.Scene.CleanUp();
        }

        await stage.Settled(session.Id);
        var receipt = await stage.ReadReceipt(session.Id);
        Assert.Equal(
            what == "the provider answers" ? (LegStates.Delivered, null) : (LegStates.Failed, "the browser did not come back with an answer"),
            receipt.Leg("saml"));
        Assert.Equal((LegStates.Delivered, null), receipt.Leg("backchannel"));
        await stage.IsDead(tokens);
    }

    [Fact]
    [Spec("keycloak/keycloak#45060")]
    public async Task A_session_with_offline_access_is_found_by_the_provider_after_days_and_a_restart()
    {
        await using var scene = await Scene.Start();
        await using var stage = await SamlStage.On(scene, app: AppsTold.Back);
        var (claims, tokens) = await stage.SignIn(p => p["scope"] = "openid offline_access");
        var session = await stage.SessionOf(claims);
        scene.Clock.Advance(TimeSpan.FromDays(2));
        tokens = await stage.App.Refresh(tokens.RefreshToken);
        await scene.Restart();

        var page = await stage.Browser.Get(stage.Idp.LogoutUrl);

        Assert.Contains("signed out everywhere", page.Text, StringComparison.Ordinal);
        Assert.Equal([SamlUris.Success], stage.Idp.LastLogoutResponse.Status);
        var receipt = await stage.ReadReceipt(session.Id);
        Assert.Equal(("upstream", (LegStates.Delivered, null)), ((string?)receipt["cause"], receipt.Leg("backchannel")));
        await stage.IsDead(tokens);
    }

    [Fact]
    [Spec("keycloak/keycloak#37159")]
    public async Task The_provider_is_asked_by_the_name_of_this_session_alone()
    {
        await using var stage = await SamlStage.On(
            shared.Scene, s => s with { SubjectAttribute = "email", NameIdFormat = SamlUris.Transient }, app: AppsTold.Back);
        var (claims, tokens) = await stage.SignIn();
        var session = await stage.SessionOf(claims);
        var sent = stage.Idp.Sent[^1];
        Assert.Equal(SamlUris.Transient, sent.NameId!.Format);

        await stage.Browser.Get(Federated(stage, tokens));

        var asked = stage.Idp.LastLogoutRequest;
        Assert.Equal((sent.NameId.Value, SamlUris.Transient), (asked.NameId, asked.NameIdElement!.GetAttribute("Format")));
        Assert.Equal([sent.SessionIndex!], asked.SessionIndexes);
        Assert.False(stage.Idp.IsSignedIn("maria"));
        await stage.Settled(session.Id);
        Assert.Equal((LegStates.Delivered, null), (await stage.ReadReceipt(session.Id)).Leg("saml"));
        await stage.IsDead(tokens);
    }

    public static TheoryData<string, string> Requests => new()
    {
        { SamlUris.Redirect, "live" },
        { SamlUris.Post, "live" },
        { SamlUris.Redirect, "ended by the app" },
        { SamlUris.Post, "run out" },
        { SamlUris.Redirect, "of a person who was deleted" },
        { SamlUris.Post, "of somebody whom we never saw" },
    };

    [Theory, MemberData(nameof(Requests))]
    [Spec("goauthentik/authentik#7137"), Spec("S-115")]
    public async Task Every_request_of_the_provider_is_answered_once_whatever_became_of_the_session(string binding, string state)
    {
        await using var stage = await SamlStage.On(shared.Scene, app: AppsTold.Back);
        var (claims, tokens) = await stage.SignIn();
        var session = await stage.SessionOf(claims);
        switch (state)
        {
            case "ended by the app": await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken)); break;
            case "run out":
                shared.Scene.Clock.Advance(TimeSpan.FromDays(8));
                await shared.Scene.CleanUp();
                break;
            case "of a person who was deleted":
                Assert.Equal(204, (await shared.Scene.Manage("DELETE", $"/tenants/{stage.Tenant.Slug}/users/{session.UserId}")).Status);
                break;
        }

        var request = stage.Logout();
        request = state == "of somebody whom we never saw" ? request with { NameId = new("u-stranger") } : request;
        await stage.Send(request, binding, "theirs");

        var answer = Assert.Single(stage.Idp.Received, r => r.Kind == "LogoutResponse");
        Assert.Equal((request.Id, "theirs", stage.EntityId), (answer.InResponseTo, answer.RelayState, answer.Issuer));
        Assert.Equal([SamlUris.Success], answer.Status);
        Assert.True(answer.IsSigned);
        if (state == "of somebody whom we never saw")
        {
            Assert.Null(await stage.CauseOf(session));
            return;
        }

        var cause = state switch { "live" => "upstream", "run out" => "absolute", "ended by the app" => "app", _ => "user_deleted" };
        await stage.Settled(session.Id);
        var receipt = await stage.ReadReceipt(session.Id);
        Assert.Equal((cause, (LegStates.Delivered, null)), ((string?)receipt["cause"], receipt.Leg("backchannel")));
        await stage.IsDead(tokens);
    }

    [Fact]
    [Spec("zitadel/zitadel#12752"), Spec("SAMLBind-3.4.4.1")]
    public async Task The_query_is_signed_and_names_the_person_and_session_as_the_last_assertion_did()
    {
        await using var stage = await SamlStage.On(
            shared.Scene, s => s with { SubjectAttribute = "name", SloBinding = "redirect" }, app: AppsTold.Back);
        var login = "p" + stage.Tenant.Slug;
        TestUser At(string email) => TestUser.Person(login, "Petra", stage.Tenant.Slug, email);
        stage.Idp.Users.Add(At("before@acme.example"));
        stage.Idp.SignInAs = login;
        string Email() => (string)stage.Idp.Users[^1].Claims["email"]!;
        stage.Idp.Break(d => d with { NameId = new(Email(), SamlUris.EmailFormat) { NameQualifier = stage.Idp.EntityId } });
        var (before, _) = await stage.SignIn();
        // The address has changed: another NameID for the same user here, and another session there.
        stage.Idp.Users[^1] = At("after@acme.example");
        var (claims, tokens) = await stage.SignIn(p => p["prompt"] = "login");
        Assert.Equal((string?)before["sub"], (string?)claims["sub"]);
        var session = await stage.SessionOf(claims);

        var page = await stage.Browser.Get(Federated(stage, tokens));

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", page.Url.AbsoluteUri);
        var asked = stage.Idp.LastLogoutRequest;
        Assert.Equal(SamlUris.Redirect, asked.Binding);
        Assert.True(asked.IsSignedBy(TestSamlSp.FromMetadata((await Wire.Get(stage.EntityId)).Body)));
        Assert.Empty(asked.Root.GetElementsByTagName("Signature", "http://www.w3.org/2000/09/xmldsig#"));
        Assert.Equal(("after@acme.example", SamlUris.EmailFormat, stage.Idp.EntityId),
            (asked.NameId, asked.NameIdElement!.GetAttribute("Format"), asked.NameIdElement.GetAttribute("NameQualifier")));
        Assert.Equal([stage.Idp.Sent[^1].SessionIndex!], asked.SessionIndexes);
        Assert.Equal(stage.Idp.SloUrl, asked.Destination);
        await stage.Settled(session.Id);
        Assert.Equal((LegStates.Delivered, null), (await stage.ReadReceipt(session.Id)).Leg("saml"));
        await stage.IsDead(tokens);
    }

    [Fact]
    [Spec("DuendeArchive/Support#1437"), Spec("Sustainsys/Saml2#1473")]
    public async Task The_providers_session_does_not_survive_days_of_silent_use_and_nothing_mapped()
    {
        await using var scene = await Scene.Start();
        await using var stage = await SamlStage.On(scene, s => s with { SubjectAttribute = "email" }, app: AppsTold.Back);
        var second = await scene.AddApp("second-" + stage.Tenant.Slug, tenant: stage.Tenant);
        var (claims, _) = await stage.SignIn();
        var session = await stage.SessionOf(claims);
        var sent = stage.Idp.Sent[^1];
        for (var day = 0; day < 3; day++)
        {
            scene.Clock.Advance(TimeSpan.FromDays(1));
            await stage.SignIn(p => p["prompt"] = "none");
        }

        await scene.Restart();
        await stage.Browser.Get(second.Begin(p => p["prompt"] = "none").Url);
        var (_, tokens) = await second.Finish();
        Assert.True(stage.Idp.IsSignedIn("maria"));

        await stage.Browser.Get(second.EndSessionUrl(tokens.IdToken, p => p["federated"] = "1"));

        var asked = stage.Idp.LastLogoutRequest;
        Assert.Equal(
            (sent.NameId!.Value, sent.NameId.SpNameQualifier), (asked.NameId, asked.NameIdElement!.GetAttribute("SPNameQualifier")));
        Assert.Equal([sent.SessionIndex!], asked.SessionIndexes);
        Assert.False(stage.Idp.IsSignedIn("maria"));
        await stage.Settled(session.Id);
        Assert.Equal((LegStates.Delivered, null), (await stage.ReadReceipt(session.Id)).Leg("saml"));
        // Whoever comes next is asked who they are.
        stage.Idp.SignInAs = null;
        Assert.StartsWith(stage.Idp.Origin, (await stage.Go()).Url.AbsoluteUri, StringComparison.Ordinal);
    }

    private static string Federated(SamlStage stage, AppAnswer tokens) =>
        stage.App.EndSessionUrl(tokens.IdToken, p => (p["state"], p["federated"]) = ("abc", "1"));
}
