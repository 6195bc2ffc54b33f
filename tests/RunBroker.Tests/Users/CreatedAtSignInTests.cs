using System.Text.Json.Nodes;
using RunBroker.Claims;
using RunBroker.Storage;
using RunBroker.Tenancy;
using RunBroker.Tests.Upstream;

namespace RunBroker.Tests.Users;

/// <summary>Users are made at the first sign-in and follow the provider from then on (TG-17, TG-19, CO-07 to CO-11).</summary>
public sealed class CreatedAtSignInTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("TG-17")]
    public async Task The_first_sign_in_makes_a_user_with_the_tag_that_lists_are_filtered_by()
    {
        var stage = await Stage.On(shared.Scene, Mapped);
        var person = stage.Newcomer("Nora", "staff");
        (person.Claims["phone_number"], person.Claims["team"]) = ("+1 555 0100", new JsonArray("a,b", "c"));

        var (claims, _) = await stage.SignIn();

        var user = await stage.OnlyUser();
        Assert.Equal(((string?)claims["sub"], person.Login + "@acme.example", "Nora", "New"), (user.Id, user.Email, user.FirstName, user.LastName));
        Assert.Equal(("sso", "+1 555 0100", """["a,b","c"]"""), (user.Tag("source"), user.Tag("phone"), user.Tag("squad")));
        Assert.True(user.Active);
        Assert.Equal(shared.Scene.Clock.GetUtcNow(), user.LastLoginAt!.Value, TimeSpan.FromMilliseconds(1));
        var listed = await stage.Db.Read(tx => UserStore.Page(tx, stage.Tenant.Id, "source", "sso", null, "", 10), CancellationToken.None);
        Assert.Equal(user.Id, Assert.Single(listed).Id);
    }

    [Fact]
    [Spec("TG-19")]
    public async Task Everything_mapped_is_read_anew_at_every_sign_in()
    {
        var stage = await Stage.On(shared.Scene, Mapped);
        var person = stage.Newcomer("Nora", "staff");
        (person.Claims["phone_number"], person.Claims["team"]) = ("+1 555 0100", "red");
        var (before, _) = await stage.SignIn();
        await stage.Edit(u => u with { Tags = StoredTags.Write([.. u.Tags(), UserStage.ByHand("vip", "yes"), UserStage.ByHand("squad2", "mine")]) });

        (person.Claims["email"], person.Claims["given_name"], person.Claims["team"]) = ("nora@new.example", "Leonora", "blue");
        person.Claims.Remove("phone_number");
        person.Claims.Remove("family_name");
        var (after, _) = await stage.InAnotherBrowser().SignIn();

        var user = await stage.OnlyUser();
        Assert.Equal((string?)before["sub"], (string?)after["sub"]);
        Assert.Equal(("nora@new.example", "Leonora", null), (user.Email, user.FirstName, user.LastName));
        Assert.Equal((null, "blue", "yes", "sso"), (user.Tag("phone"), user.Tag("squad"), user.Tag("vip"), user.Tag("source")));
        Assert.Equal("nora@new.example", (string?)after["email"]);
        // The rows that lists are filtered by follow.
        Assert.Empty(await stage.Db.Read(tx => UserStore.Page(tx, stage.Tenant.Id, "squad", "red", null, "", 10), CancellationToken.None));
        Assert.Single(await stage.Db.Read(tx => UserStore.Page(tx, stage.Tenant.Id, "squad", "blue", null, "", 10), CancellationToken.None));
        Assert.Contains("\"got\":\"NoLongerAsserted\",\"target\":\"tag:phone\"", (await stage.LastCase()).Steps, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("TG-10")]
    public async Task Each_claim_name_can_be_another()
    {
        var stage = await Stage.On(shared.Scene, s => s with { ClaimMappings = new ClaimMappingSettings { Email = "upn", FirstName = "name", LastName = null } });
        var person = stage.Newcomer();
        person.Claims["upn"] = "nora@upn.example";
        person.Claims.Remove("email");

        await stage.SignIn();

        var user = await stage.OnlyUser();
        Assert.Equal(("nora@upn.example", "Nora New", null), (user.Email, user.FirstName, user.LastName));
        Assert.False(user.EmailSaidVerified);
    }

    [Fact]
    [Spec("CO-09")]
    public async Task A_lost_group_loses_its_role_and_the_default_role_is_what_remains()
    {
        var stage = await Stage.On(shared.Scene, WithRoles);
        var person = stage.Newcomer("Nora", "admins", "staff");
        var (first, _) = await stage.SignIn();
        Assert.Equal(["admin", "editor"], Roles(first));

        person.Claims["groups"] = new JsonArray("staff");
        var (second, _) = await stage.InAnotherBrowser().SignIn();
        Assert.Equal(["editor"], Roles(second));

        person.Claims["groups"] = new JsonArray("unheard-of");
        var (third, _) = await stage.InAnotherBrowser().SignIn();
        Assert.Equal(["member"], Roles(third));
        Assert.Equal("member", (await stage.OnlyUser()).Role);

        Assert.Equal(2, (await stage.Events("user.role_changed")).Length);
    }

    [Fact]
    [Spec("CO-10")]
    public async Task A_role_set_by_hand_does_not_outlive_the_next_sign_in()
    {
        var stage = await Stage.On(shared.Scene, WithRoles);
        stage.Newcomer("Nora", "staff");
        await stage.SignIn();
        await stage.Edit(u => u with { Role = "admin", Roles = ["admin"] });
        await stage.InAnotherBrowser().SignIn();
        Assert.Equal("editor", (await stage.OnlyUser()).Role);
    }

    [Fact]
    [Spec("CO-11")]
    public async Task Edited_rules_hold_from_the_next_sign_in_on()
    {
        var stage = await Stage.On(shared.Scene, WithRoles);
        stage.Newcomer("Nora", "staff");
        await stage.SignIn();
        var settings = StoredJson.Oidc(stage.Connection.Settings) with { RoleRules = [new RoleRuleSettings("groups", "matches", ".*", "guest")] };
        await stage.Db.Write(tx => ConnectionStore.Update(tx, stage.Connection with { Settings = StoredJson.Write(settings), Version = 2 }, 1), CancellationToken.None);

        var (claims, _) = await stage.InAnotherBrowser().SignIn();

        Assert.Equal(["guest"], Roles(claims));
    }

    [Fact]
    [Spec("TG-28")]
    public async Task Of_more_than_thirty_tags_the_first_stay_and_the_case_file_says_which_went()
    {
        var stage = await Stage.On(shared.Scene, s => s with
        {
            OtherClaimMappings = [.. Enumerable.Range(0, 40).Select(i => new OtherClaimMappingSettings($"c{i}", $"tag{i}"))],
        });
        var person = stage.Newcomer();
        for (var i = 0; i < 40; i++)
            person.Claims[$"c{i}"] = $"v{i}";

        await stage.SignIn();

        var user = await stage.OnlyUser();
        Assert.Equal(30, user.Tags().Length);
        Assert.Equal(("v28", null), (user.Tag("tag28"), user.Tag("tag29")));
        var steps = (await stage.LastCase()).Steps;
        Assert.Contains("\"got\":\"OverTagLimit\",\"target\":\"tag:tag29\"", steps, StringComparison.Ordinal);
        Assert.Contains("\"got\":\"OverTagLimit\",\"target\":\"tag:tag39\"", steps, StringComparison.Ordinal);
        Assert.DoesNotContain("\"got\":\"OverTagLimit\",\"target\":\"tag:tag28\"", steps, StringComparison.Ordinal);
    }

    [Theory]
    [Spec("TG-24")]
    [InlineData("email", "email", "e-mail address")]
    [InlineData("given_name", "first_name", "first name")]
    public async Task A_missing_field_is_named_on_the_page_and_in_the_case(string claim, string field, string said)
    {
        var stage = await Stage.On(shared.Scene);
        var person = stage.Newcomer();
        person.Claims.Remove(claim);

        var page = await stage.Go();

        Assert.Contains("did not tell us your " + said, page.Text, StringComparison.Ordinal);
        await stage.Refused(page, "mapping.Missing." + field, "access_denied");
        Assert.Empty(await stage.Users());
        // Once the provider sends it, the same person comes in.
        person.Claims[claim] = claim == "email" ? "nora@acme.example" : "Nora";
        await stage.SignIn();
    }

    [Fact]
    [Spec("TG-24")]
    public async Task A_known_person_whose_e_mail_is_gone_is_refused_and_keeps_what_was()
    {
        var stage = await Stage.On(shared.Scene);
        var person = stage.Newcomer();
        await stage.SignIn();
        person.Claims.Remove("email");
        var again = stage.InAnotherBrowser();
        await again.Refused(await again.Go(), "mapping.Missing.email", "access_denied");
        Assert.Equal(person.Login + "@acme.example", (await stage.OnlyUser()).Email);
    }

    [Fact]
    [Spec("O-082")]
    public async Task The_e_mail_of_another_user_links_nobody_to_them()
    {
        var stage = await Stage.On(shared.Scene);
        var first = stage.Newcomer();
        var (one, _) = await stage.SignIn();
        var second = stage.Newcomer("Mallory");
        second.Claims["email"] = (string?)first.Claims["email"];
        var (two, _) = await stage.InAnotherBrowser().SignIn();

        Assert.NotEqual((string?)one["sub"], (string?)two["sub"]);
        Assert.Equal((string?)one["email"], (string?)two["email"]);
        Assert.Equal(2, (await stage.Users()).Length);
    }

    [Fact]
    [Spec("O-082")]
    public async Task A_new_subject_under_the_old_e_mail_is_a_new_user()
    {
        var stage = await Stage.On(shared.Scene);
        var person = stage.Newcomer();
        var (one, _) = await stage.SignIn();
        person.Claims["sub"] = "rehired-" + person.Login;
        var (two, _) = await stage.InAnotherBrowser().SignIn();
        Assert.NotEqual((string?)one["sub"], (string?)two["sub"]);
    }

    private static OidcSettings Mapped(OidcSettings s) => s with
    {
        ClaimMappings = s.ClaimMappings with { Phone = "phone_number" },
        OtherClaimMappings = [new OtherClaimMappingSettings("team", "squad")],
    };

    private static OidcSettings WithRoles(OidcSettings s) => s with
    {
        RoleRules = [new RoleRuleSettings("groups", "contains", "admins", "admin"), new RoleRuleSettings("groups", "matches", "sta.*", "editor")],
    };

    private static IEnumerable<string> Roles(JsonObject claims) => claims["roles"]!.AsArray().Select(r => (string)r!);
}
