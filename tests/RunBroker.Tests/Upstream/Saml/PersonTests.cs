using System.Globalization;
using RunBroker.Protocol.Saml;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;
using RunBroker.TestIdps;
using RunBroker.Upstream;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>What of an assertion becomes the user, the session, and what a sign-out will need.</summary>
public sealed class PersonTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Fact]
    [Spec("TG-17")]
    public async Task A_user_is_made_of_attributes_with_tags_and_roles()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with
        {
            OtherClaimMappings = [new("groups", "group")],
            RoleRules = [new RoleRuleSettings("groups", "contains", "admins", "admin")],
        });

        var (claims, _) = await stage.SignIn();

        var user = (await stage.User((string)claims["sub"]!))!;
        Assert.Equal(("maria@acme.example", "Maria", "Souza", "admin"), (user.Email, user.FirstName, user.LastName, user.Role));
        Assert.Equal(("sso", "admin"), ((string?)claims["tags"]!["source"], (string?)claims["roles"]![0]));
        Assert.NotNull(claims["tags"]!["group"]);
        Assert.Single(await stage.Events("user.created"));
    }

    [Fact]
    [Spec("TG-19")]
    public async Task A_later_sign_in_refreshes_the_user()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var person = stage.Newcomer("Nora");
        var (claims, _) = await stage.SignIn();
        person.Claims["given_name"] = "Eleonora";

        await stage.SignIn(p => p["prompt"] = "login");

        Assert.Equal("Eleonora", (await stage.User((string)claims["sub"]!))!.FirstName);
        Assert.Single(await stage.Users());
    }

    [Theory]
    [InlineData("email", "mapping.Missing.email", "e-mail address")]
    [InlineData("given_name", "mapping.Missing.first_name", "first name")]
    [Spec("TG-24")]
    public async Task Without_a_mapped_value_the_person_reads_which_one_is_missing(string claim, string code, string word)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Newcomer().Claims.Remove(claim);

        var page = await stage.Go();

        Assert.Contains(word, page.Text, StringComparison.Ordinal);
        await stage.Refused(page, code, "access_denied");
        Assert.Empty(await stage.Users());
    }

    [Theory]
    [InlineData("okta")]
    [InlineData("entra")]
    [InlineData("adfs")]
    [InlineData("google")]
    [InlineData("simplesamlphp")]
    [InlineData("keycloak")]
    [InlineData("shibboleth")]
    [Spec("TG-23")]
    public async Task Providers_of_every_style_are_understood_with_the_default_mapping(string name)
    {
        var style = name switch
        {
            "okta" => SamlStyle.Okta,
            "entra" => SamlStyle.Entra,
            "adfs" => SamlStyle.Adfs,
            "google" => SamlStyle.Google,
            "simplesamlphp" => SamlStyle.SimpleSamlPhp,
            "keycloak" => SamlStyle.Keycloak,
            _ => SamlStyle.Shibboleth,
        };
        await using var stage = await SamlStage.On(shared.Scene, s => s with { ClaimMappings = new SamlSettings().ClaimMappings }, o => o with { Style = style });

        var (claims, _) = await stage.SignIn();

        Assert.Equal(("maria@acme.example", "Maria", "Souza"), ((string?)claims["email"], (string?)claims["given_name"], (string?)claims["family_name"]));
    }

    [Fact]
    [Spec("TG-10")]
    public async Task The_NameID_can_be_mapped_like_an_attribute()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with
        {
            ClaimMappings = s.ClaimMappings with { Email = "NameID" },
        }, o => o with { NameIdFormat = SamlNames.FormatEmail, Attributes = _ => [new("firstName", "Maria")] });

        var (claims, _) = await stage.SignIn();

        Assert.Equal("maria@acme.example", (string?)claims["email"]);
    }

    [Fact]
    [Spec("S-142")]
    public async Task The_subject_is_the_NameID_and_never_the_email()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var first = stage.Newcomer("Ana");
        var (one, _) = await stage.SignIn();
        var second = stage.Newcomer("Bia");
        second.Claims["email"] = (string)first.Claims["email"]!;

        var (two, _) = await stage.InAnotherBrowser().SignIn();

        Assert.NotEqual((string?)one["sub"], (string?)two["sub"]);
        Assert.Equal((string?)one["email"], (string?)two["email"]);
        Assert.Equal(2, (await stage.Users()).Length);
    }

    [Fact]
    [Spec("S-053")]
    public async Task The_subject_may_be_an_attribute_where_the_NameID_changes_each_time()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SubjectAttribute = "uid" }, o => o with
        {
            NameIdFormat = SamlNames.FormatTransient,
            Attributes = u => [new("uid", u.Subject), new("email", (string)u.Claims["email"]!), new("firstName", "Maria")],
        });
        var (one, _) = await stage.SignIn();

        var (two, _) = await stage.InAnotherBrowser().SignIn();

        Assert.Equal((string?)one["sub"], (string?)two["sub"]);
    }

    [Fact]
    [Spec("S-052")]
    public async Task The_longest_and_oddest_NameID_is_kept_as_it_is_and_one_too_long_for_an_index_is_refused()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var odd = string.Concat(Enumerable.Repeat("あ𝕏<&\"' ", 32));
        stage.Idp.BreakOnce(d => d with { NameId = d.NameId! with { Value = odd } });
        await stage.SignIn();
        var (_, tokens) = await Again();
        Assert.NotNull(tokens.AccessToken);
        Assert.Single(await stage.Users());

        stage.Idp.BreakOnce(d => d with { NameId = d.NameId! with { Value = new string('あ', 1000) } });
        var other = stage.InAnotherBrowser();
        await other.Refused(await other.Go(), "upstream.BadNameId", "server_error");

        Task<(System.Text.Json.Nodes.JsonObject Claims, AppAnswer Tokens)> Again()
        {
            stage.Idp.BreakOnce(d => d with { NameId = d.NameId! with { Value = odd } });
            return stage.InAnotherBrowser().SignIn();
        }
    }

    [Fact]
    [Spec("AU-35")]
    public async Task The_session_and_its_tokens_end_with_the_providers()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.SessionLength = TimeSpan.FromMinutes(10);
        var end = shared.Scene.Clock.GetUtcNow().AddMinutes(10);

        var (claims, tokens) = await stage.SignIn();

        Assert.True(long.Parse(claims["exp"]!.ToString(), CultureInfo.InvariantCulture) <= end.ToUnixTimeSeconds() + 1);
        Assert.Equal(end, (await stage.Session()).ExpiresAt, TimeSpan.FromSeconds(1));
        shared.Scene.Clock.Advance(TimeSpan.FromMinutes(11));
        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", stage.App.LastCallback.Error);
        Assert.Equal("invalid_grant", (await stage.App.Refresh(tokens.RefreshToken)).Error);
    }

    [Fact]
    [Spec("AU-28")]
    public async Task What_a_sign_out_will_need_is_kept_sealed_with_the_session()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Break(d => d with { NameId = d.NameId! with { SpProvidedId = "ours" }, SessionIndex = "_index-7" });

        await stage.SignIn();

        var session = await stage.Session();
        Assert.Equal("_index-7", session.UpstreamSid);
        Assert.Equal(32, session.UpstreamNameHash!.Length);
        var facts = UpstreamFacts.Read(shared.Scene.Broker.Box.Open(session.Upstream!, new SecretPlace(stage.Tenant.Id.Value, "sso_session", session.Id, "upstream"))!)!;
        var sent = stage.Idp.Sent[^1].NameId!;
        Assert.Equal("saml", facts.Protocol);
        Assert.Equal(new SamlNameId(sent.Value, sent.Format, sent.NameQualifier, sent.SpNameQualifier, "ours"), facts.NameId);
        Assert.Equal("_index-7", facts.SessionIndex);
    }
}
