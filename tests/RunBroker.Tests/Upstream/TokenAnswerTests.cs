using RunBroker.TestIdps;

namespace RunBroker.Tests.Upstream;

/// <summary>What a token or userinfo endpoint may answer, and what becomes of it.</summary>
public sealed class TokenAnswerTests(SharedScene shared) : IClassFixture<SharedScene>
{
    public static TheoryData<string, string, string, int> Faults() => new()
    {
        { "500", "upstream.ProviderUnavailable", "temporarily_unavailable", 424 },
        { "html", "upstream.token.WrongContentType", "temporarily_unavailable", 424 },
        { "huge", "upstream.token.TooLarge", "temporarily_unavailable", 424 },
        { "redirect", "upstream.token.RedirectNotAllowed", "temporarily_unavailable", 424 },
        { "no id token", "upstream.NoIdToken", "server_error", 403 },
        { "no access token", "upstream.NoAccessToken", "server_error", 403 },
        { "mac", "upstream.WrongTokenType", "server_error", 403 },
        { "invalid_grant", "upstream.CodeRefused", "server_error", 403 },
        { "text json", "upstream.TokenAnswerNotJson", "server_error", 403 },
        { "at_hash", "upstream.WrongAccessTokenHash", "server_error", 403 },
        { "expired", "upstream.Expired", "server_error", 403 },
        { "future", "upstream.IssuedInFuture", "server_error", 403 },
        { "crit", "upstream.UnsupportedHeader", "server_error", 403 },
        { "key in header", "upstream.UnknownKey", "server_error", 403 },
        { "azp", "upstream.WrongAuthorizedParty", "server_error", 403 },
        { "no azp", "upstream.WrongAuthorizedParty", "server_error", 403 },
        { "empty sub", "upstream.MissingSubject", "server_error", 403 },
        { "odd sub", "upstream.BadSubject", "server_error", 403 },
        { "logout token", "upstream.LogoutTokenAsIdToken", "server_error", 403 },
    };

    [Theory]
    [Spec("O-091")]
    [MemberData(nameof(Faults))]
    public async Task An_answer_that_does_not_hold_signs_nobody_in(string how, string code, string error, int status)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(how switch
        {
            "500" => TestOpFaults.Fails(OpPlace.Token),
            "html" => TestOpFaults.NotJson(OpPlace.Token),
            "huge" => TestOpFaults.Huge(OpPlace.Token),
            "redirect" => TestOpFaults.RedirectsTo(OpPlace.Token, stage.Op.Origin + "/elsewhere"),
            "no id token" => TestOpFaults.IdTokenMissing,
            "no access token" => TestOpFaults.AccessTokenMissing,
            "mac" => TestOpFaults.TokenTypeOdd,
            "invalid_grant" => TestOpFaults.TokenError(),
            "text json" => TestOpFaults.Answer(OpPlace.Token, a => a.Text = "not json"),
            "at_hash" => TestOpFaults.AtHashWrong,
            "expired" => TestOpFaults.ExpiryPast,
            "future" => TestOpFaults.IssuedInFuture,
            "crit" => TestOpFaults.UnknownCriticalHeader,
            "key in header" => TestOpFaults.KeyInHeader,
            "azp" => TestOpFaults.AzpWrong,
            "no azp" => TestOpFaults.AudienceListWithoutAzp,
            "empty sub" => TestOpFaults.SubjectEmpty,
            "odd sub" => TestOpFaults.Claim("sub", "ali\u200Bce"),
            _ => TestOpFaults.Claim("events", new Dictionary<string, object> { ["http://schemas.openid.net/event/backchannel-logout"] = new { } }),
        });

        await stage.Refused(await stage.Go(), code, error, status);

        Assert.Empty(await stage.Users());
        Assert.Empty(await stage.Events("session.created"));
        Assert.Single(await stage.Events("sign_in.failed"));
        Assert.DoesNotContain("/elsewhere", string.Concat(stage.Op.Requests.Select(r => r.Path)), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("RFC6749-5.1")]
    public async Task Harmless_oddities_are_taken()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.TokenTypeLowerCase, TestOpFaults.AudienceListWithAzp, TestOpFaults.Member(OpPlace.Token, "expires_in", "3600"));
        await stage.SignIn();
    }

    [Theory]
    [Spec("O-088")]
    [InlineData("500", "upstream.UserInfoRefused", "server_error", 403)]
    [InlineData("no sub", "upstream.UserInfoWrongSubject", "server_error", 403)]
    [InlineData("huge", "upstream.userinfo.TooLarge", "temporarily_unavailable", 424)]
    [InlineData("html", "upstream.userinfo.WrongContentType", "temporarily_unavailable", 424)]
    public async Task Userinfo_that_is_needed_and_does_not_come_is_told(string how, string code, string error, int status)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.WithoutClaim("given_name"), how switch
        {
            "500" => TestOpFaults.Fails(OpPlace.UserInfo),
            "no sub" => TestOpFaults.UserInfoSubjectMissing,
            "huge" => TestOpFaults.Huge(OpPlace.UserInfo),
            _ => TestOpFaults.NotJson(OpPlace.UserInfo),
        });
        await stage.Refused(await stage.Go(), code, error, status);
        Assert.Empty(await stage.Users());
    }

    [Fact]
    [Spec("O-095")]
    public async Task What_the_provider_says_reaches_the_admin_cut_and_nobody_else()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.SaysNo("server_error", "<b onclick=alert(1)>" + new string('x', 5000) + "</b>"));

        var step = await stage.Refused(await stage.Go(), "upstream.ProviderUnavailable", "temporarily_unavailable", 424);

        Assert.InRange(step.Got!.Length, 100, 400);
        Assert.DoesNotContain("xxxx", stage.App.LastCallback.Fields.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    [Spec("contract-4")]
    public async Task A_person_who_turns_back_is_with_the_app_at_once()
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.SaysNo());

        var page = await stage.Go();

        Assert.StartsWith(stage.App.RedirectUri, page.Url.AbsoluteUri, StringComparison.Ordinal);
        var answer = stage.App.LastCallback;
        Assert.Equal(("access_denied", stage.Begun.State, stage.App.Issuer), (answer.Error, answer.Fields["state"], answer.Fields["iss"]));
        Assert.DoesNotContain("onclick", answer.Fields.ToString(), StringComparison.Ordinal);
        var file = await stage.LastCase();
        Assert.Equal(("failed", "upstream.AccessDenied"), (file.State, file.Error));
    }

    [Theory]
    [Spec("TG-16")]
    [InlineData("AADSTS50105: The signed in user is not assigned to a role for the application.")]
    [InlineData("User is not assigned to the client application.")]
    public async Task A_person_who_is_not_assigned_gets_a_page_that_says_who_can_help(string description)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.Break(TestOpFaults.SaysNo("access_denied", description));

        var page = await stage.Go();

        Assert.Contains("did not let you into this app", page.Text, StringComparison.Ordinal);
        var step = await stage.Refused(page, "upstream.NotAssigned", "access_denied");
        Assert.Contains(description, step.Got, StringComparison.Ordinal);
    }

    [Theory]
    [Spec("O-083")]
    [InlineData("iss wrong", "upstream.WrongAnswerIssuer")]
    [InlineData("iss missing", "upstream.WrongAnswerIssuer")]
    [InlineData("no code", "upstream.NoCode")]
    [InlineData("code twice", "upstream.RepeatedParameter")]
    [InlineData("code wrong", "upstream.CodeRefused")]
    public async Task An_answer_in_the_browser_that_does_not_hold_is_refused(string how, string code)
    {
        var stage = await Stage.On(shared.Scene);
        stage.Op.ForgetRequests();
        stage.Op.Break(how switch
        {
            "iss wrong" => TestOpFaults.CallbackIssWrong,
            "iss missing" => TestOpFaults.CallbackIssMissing,
            "no code" => TestOpFaults.CodeDropped,
            "code twice" => TestOpFaults.CodeTwice,
            _ => TestOpFaults.CodeWrong,
        });

        await stage.Refused(await stage.Go(), code, "server_error");

        // The mix-up: the code of one provider never reaches another's token endpoint.
        Assert.Equal(how == "code wrong" ? 1 : 0, stage.Op.RequestsTo("/token").Length);
    }
}
