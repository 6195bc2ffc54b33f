using System.Text;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.Attacks;

/// <summary>What people and providers with bad intentions post to us; the inside of messages is attacked in the protocol's own tests.</summary>
public sealed class SamlAttackTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("S-140")]
    public async Task The_provider_of_one_tenant_cannot_answer_for_another()
    {
        await using var victim = await SamlStage.On(shared.Scene);
        await using var evil = await SamlStage.On(shared.Scene, idp: o => o with { Key = TestSamlKey.OfRsa() });
        await victim.SignIn();

        foreach (var (edit, code) in new (Func<ResponseDraft, ResponseDraft>, string)[]
        {
            // As it is, then with every name of the victim's side written into it, each one alone and all together.
            (d => d with { Key = evil.Idp.Keys.Signing, ResponseIssuer = evil.Idp.EntityId, AssertionIssuer = evil.Idp.EntityId }, "upstream.BadSignature"),
            (d => d with { Key = evil.Idp.Keys.Signing }, "upstream.BadSignature"),
        })
        {
            victim.Idp.BreakOnce(edit);
            var other = victim.InAnotherBrowser();
            await other.Refused(await other.Go(), code, "server_error");
        }

        // With the right key, as when both tenants use one provider, each of the others is enough.
        foreach (var (edit, code) in new (Func<ResponseDraft, ResponseDraft>, string)[]
        {
            (d => d with { AssertionIssuer = evil.Idp.EntityId }, "upstream.WrongIssuer"),
            (d => d with { Audiences = [evil.EntityId] }, "upstream.WrongAudience"),
            (d => d with { Recipient = evil.AcsUrl }, "upstream.WrongRecipient"),
            (d => d with { Destination = evil.AcsUrl }, "upstream.WrongDestination"),
        })
        {
            victim.Idp.BreakOnce(edit);
            var other = victim.InAnotherBrowser();
            await other.Refused(await other.Go(), code, "server_error");
        }

        Assert.Single(await victim.Users());
    }

    [Fact]
    [Spec("S-141")]
    public async Task Two_tenants_with_the_same_provider_are_kept_apart()
    {
        await using var one = await SamlStage.On(shared.Scene);
        await using var two = await SamlStage.On(shared.Scene, at: one.Idp);
        var held = await one.Held();
        var other = two with { Browser = one.Browser };

        var page = await other.Answer(held);

        await other.RefusedOnAPage(page, "sign_in.WrongState", 400);
        held["RelayState"] = (await other.Held())["RelayState"];
        await other.RefusedOnAPage(await other.Answer(held), "upstream.WrongDestination", 403);
        Assert.Empty(await two.Users());
    }

    [Fact]
    [Spec("S-142")]
    public async Task The_same_person_at_two_tenants_is_two_users_with_two_sessions()
    {
        await using var one = await SamlStage.On(shared.Scene);
        await using var two = await SamlStage.On(shared.Scene, at: one.Idp);
        var (first, _) = await one.SignIn();
        var (second, _) = await (two with { Browser = one.Browser }).SignIn();

        Assert.Equal((string?)first["email"], (string?)second["email"]);
        Assert.NotEqual((string?)first["sub"], (string?)second["sub"]);
        Assert.NotEqual((await one.Session()).Id, (await two.Session()).Id);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("application/xml")]
    [Spec("S-016")]
    public async Task Only_a_form_is_taken(string type)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        shared.Scene.Clock.Advance(TimeSpan.FromMilliseconds(1));

        var answer = await Wire.PostAs(type, stage.AcsUrl, held.ToString());

        Assert.Equal((400, "acs.NotPosted"), (answer.Status, (await stage.LastCase()).Error));

        await stage.Answer(held);
        await stage.App.Finish();
    }

    [Fact]
    [Spec("S-016")]
    public async Task A_response_in_a_query_is_refused()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();

        await stage.RefusedOnAPage(await stage.Browser.Get(held.AddTo(stage.AcsUrl)), "acs.NotPosted", 400);

        // In the query of a post it is not looked at.
        await stage.RefusedOnAPage(await stage.Browser.Post(held.AddTo(stage.AcsUrl), new Fields().And("x", "y"), stage.Idp.Origin), "upstream.NotBase64");
        await stage.Answer(held);
        await stage.App.Finish();
    }

    [Theory]
    [InlineData("SAMLResponse")]
    [InlineData("RelayState")]
    [InlineData("SAMLRequest")]
    [Spec("S-016")]
    public async Task A_field_that_comes_twice_or_besides_is_refused(string field)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        var page = await stage.Answer(held.Copy().And(field, held["SAMLResponse"]!));
        if (field == "RelayState")
            await stage.RefusedOnAPage(page, "upstream.RepeatedParameter");
        else
            await stage.Refused(page, "upstream.RepeatedParameter", "server_error");
        Assert.Empty(await stage.Users());
    }

    [Theory]
    [InlineData("")]
    [InlineData("%%%")]
    [InlineData("e30=")]
    [InlineData("PGE+")]
    [InlineData("PCFET0NUWVBFIGEgWzwhRU5USVRZIGIgImMiPl0+PGE+JmI7PC9hPg==")]
    [Spec("S-002")]
    public async Task What_is_no_message_is_refused_with_a_sign_in_and_without(string message)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var held = await stage.Held();
        held["SAMLResponse"] = message;

        var page = await stage.Answer(held);
        Assert.Equal((403, "failed"), (page.Status, (await stage.CaseOn(page)).State));

        page = await stage.Answer(new Fields().And("SAMLResponse", message));
        Assert.Equal((403, "failed"), (page.Status, (await stage.CaseOn(page)).State));
        Assert.Empty(await stage.Users());
    }

    [Fact]
    [Spec("S-001")]
    public async Task Sizes_have_an_end_here_and_only_here_a_large_one()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        // 200 KB of groups come through, which is more than any other form may have.
        stage.Idp.BreakOnce(d => d with { Attributes = [.. d.Attributes, new("groups2", [.. Enumerable.Repeat(new string('g', 1000), 200)])] });
        await stage.SignIn();

        stage.Idp.BreakOnce(d => d with { Attributes = [.. d.Attributes, new("groups2", [.. Enumerable.Repeat(new string('g', 1000), 300)])] });
        var other = stage.InAnotherBrowser();
        await other.Refused(await other.Go(), "upstream.TooLarge", "server_error");

        var page = await stage.Answer(new Fields().And("SAMLResponse", new string('A', 1024 * 1024)));
        Assert.Equal((400, "acs.NotPosted"), (page.Status, (await stage.CaseOn(page)).Error));
        var elsewhere = await Wire.Post(shared.Scene.Broker.Url + "/connect/token", new Fields().And("code", new string('A', 70_000)));
        Assert.Equal(400, elsewhere.Status);
    }

    [Fact]
    [Spec("S-057")]
    public async Task Hostile_values_are_data_wherever_they_show()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        const string Name = "<script>alert(1)</script>\"'&\u202e", Header = "x\nSet-Cookie: a=b";
        var person = stage.Newcomer();
        (person.Claims["given_name"], person.Claims["family_name"]) = (Name, "O'Neil & \"Sons\"");
        stage.Idp.Break(d => d with { SessionIndex = "_\"><script>alert(1)</script>", AuthnContext = "urn:<b>" });

        var (claims, _) = await stage.SignIn();
        Assert.Equal("O'Neil & \"Sons\"", (string?)claims["family_name"]);

        // On the page that offers to continue, and in a refusal.
        var app = await shared.Scene.AddApp("shared-" + stage.Tenant.Slug, allowed: [stage.Tenant.Id, shared.Scene.Tenant.Id]);
        await stage.Browser.Get(app.Begin().Url);
        Assert.DoesNotContain("<script>alert(1)", stage.Browser.Page.Body, StringComparison.Ordinal);
        stage.Idp.Break(d => d with { Audiences = ["</td><script>alert(1)</script>" + Header] });
        var page = await stage.Go(p => p["prompt"] = "login");
        await stage.Refused(page, "upstream.WrongAudience", "server_error");
        Assert.DoesNotContain(page.Headers.Pairs, h => h.Value.Contains("a=b", StringComparison.Ordinal));
        var log = shared.Scene.Broker.Options.Log.All;
        Assert.DoesNotContain("alert(1)", log, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("P-008")]
    public async Task Neither_log_nor_database_holds_a_message_a_RelayState_or_a_secret_of_ours()
    {
        await using var scene = await Scene.Start();
        await using var stage = await SamlStage.On(scene);
        var held = await stage.Held();
        stage.HoldsAnOldSession();
        stage.Browser.StopAt = scene.Broker.Url + "/sign-in/";
        var parked = await stage.Answer(held);
        // The answer is checked and waits: what is stored now is sealed.
        Stored(scene, "maria@acme.example", false);
        stage.Browser.StopAt = null;
        await stage.Browser.Get(parked.Url.AbsoluteUri);
        await stage.App.Finish();
        await stage.Send(stage.Logout(), SamlUris.Redirect, "relay-of-theirs-0123456789");
        stage.Idp.Break(d => d with { Audiences = [] });
        await stage.Go();

        var state = held["RelayState"]!;
        string[] secrets = [held["SAMLResponse"]![..60], state[(state.IndexOf('.', StringComparison.Ordinal) + 1)..], "relay-of-theirs-0123456789", stage.Idp.Sent[0].NameId!.Value];
        foreach (var secret in secrets)
            Assert.DoesNotContain(secret, scene.Broker.Options.Log.All, StringComparison.Ordinal);
        // The NameID is the identity's key, and so is in the database; the messages are not.
        foreach (var secret in secrets[..3])
            Stored(scene, secret, false);
        Stored(scene, "maria@acme.example", true);
    }

    [Fact]
    [Spec("S-065")]
    public async Task A_flood_of_strange_answers_makes_no_session_and_tells_nobody()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        for (var i = 0; i < 20; i++)
            Assert.Equal(403, (await stage.Answer(new Fields().And("SAMLResponse", Convert.ToBase64String(Encoding.UTF8.GetBytes($"<a n='{i}'/>"))))).Status);
        Assert.Empty(await stage.Events("sign_in.failed"));
        Assert.Empty(await stage.Events("session.created"));
    }

    private static void Stored(Scene scene, string text, bool wanted)
    {
        var found = Directory.GetFiles(scene.Broker.Options.Folder, "runbroker.db*").Any(file =>
        {
            using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(open, Encoding.Latin1);
            return reader.ReadToEnd().Contains(text, StringComparison.Ordinal);
        });
        Assert.True(wanted == found, text);
    }
}
