using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.SignOuts;

namespace RunBroker.Tests.Upstream.Saml;

/// <summary>A provider asks us to end sessions (SAMLProf-4.4; S-110 to S-116).</summary>
public sealed class SingleLogoutTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [InlineData("redirect")]
    [InlineData("post")]
    [Spec("SAMLProf-4.4")]
    public async Task A_sign_out_at_the_provider_ends_the_session_here_and_is_answered(string binding)
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SloBinding = binding }, app: AppsTold.Back);
        var (_, tokens) = await stage.SignIn();
        stage.Idp.Sps.Add(TestSamlSp.FromMetadata((await Wire.Get(stage.EntityId)).Body) with { SloBinding = binding == "post" ? SamlUris.Post : SamlUris.Redirect });
        // The sign-in taught the provider the SP by its metadata; this one says by which binding.
        await stage.SignIn(p => p["prompt"] = "login");

        var page = await stage.Browser.Get(stage.Idp.LogoutUrl);

        Assert.Contains("signed out everywhere", page.Text, StringComparison.Ordinal);
        var answer = stage.Idp.LastLogoutResponse;
        Assert.Equal([SamlUris.Success], answer.Status);
        Assert.Equal((stage.EntityId, binding == "post" ? SamlUris.Post : SamlUris.Redirect), (answer.Issuer, answer.Binding));
        Assert.True(answer.IsSignedBy(stage.Idp.Sps[0]));
        var ended = await stage.Session();
        Assert.Equal("upstream", ended.EndCause);
        Assert.Null(ended.Upstream);
        Assert.Contains($"upstream:{stage.Connection.Id}", (await stage.Events("session.ended"))[0].Actor, StringComparison.Ordinal);
        await stage.Go(p => p["prompt"] = "none");
        Assert.Equal("login_required", stage.App.LastCallback.Error);
        Assert.Equal("invalid_grant", (await stage.App.Refresh(tokens.RefreshToken)).Error);
    }

    [Fact]
    [Spec("S-110")]
    public async Task An_unsigned_request_ends_nothing_by_either_binding()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();

        await stage.NotSignedOut(await stage.Send(stage.Logout() with { IsSigned = false }, SamlUris.Redirect), "upstream.NotSigned");
        await stage.NotSignedOut(await stage.Send(stage.Logout() with { IsSigned = false }, SamlUris.Post), "upstream.NotSigned");
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "another key", "upstream.BadSignature" },
        { "another issuer", "upstream.WrongIssuer" },
        { "another destination", "upstream.WrongDestination" },
        { "over", "upstream.Expired" },
        { "no name", "upstream.LogoutNamesNobody" },
        { "no id", "upstream.MissingAttribute" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    [Spec("S-112")]
    public async Task A_request_that_is_not_right_in_every_part_ends_nothing(string part, string code)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        var good = stage.Logout();
        var broken = part switch
        {
            "another key" => good with { Key = TestSamlKey.OfRsa() },
            "another issuer" => good with { Issuer = "https://another.example/" },
            "another destination" => good with { Destination = stage.AcsUrl },
            "over" => good with { NotOnOrAfter = shared.Scene.Clock.GetUtcNow().AddMinutes(-10) },
            "no name" => good with { NameId = null },
            _ => good with { Id = null },
        };
        foreach (var binding in new[] { SamlUris.Redirect, SamlUris.Post })
            await stage.NotSignedOut(await stage.Send(broken, binding), code, part == "no id" && binding == SamlUris.Post ? "upstream.WrongReference" : code);
    }

    [Fact]
    [Spec("S-111")]
    public async Task A_query_with_something_twice_or_changed_ends_nothing()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        var query = stage.Logout().WriteQuery("state");
        foreach (var bad in new[]
        {
            query + "&SAMLRequest=x", query + "&SAMLResponse=x", query + "&RelayState=x", query + "&SigAlg=x", query + "&Signature=x",
            query.Replace("RelayState=state", "RelayState=other", StringComparison.Ordinal), query.Replace("SigAlg=", "SigAlg=x", StringComparison.Ordinal),
        })
            await stage.NotSignedOut(await stage.Browser.GetFrom(stage.Idp.Origin, $"{stage.SloUrl}?{bad}"));
        Assert.Empty(stage.Idp.Received.Where(r => r.Kind == "LogoutResponse"));
    }

    [Fact]
    [Spec("S-112")]
    public async Task A_replayed_request_does_nothing_more()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        var request = stage.Logout();
        await stage.Send(request, SamlUris.Redirect);
        Assert.NotNull((await stage.Session()).EndedAt);
        await stage.SignIn();

        await stage.NotSignedOut(await stage.Send(request, SamlUris.Redirect), "upstream.Replayed");
    }

    public static TheoryData<string> Strangers => ["name", "format", "name qualifier", "sp name qualifier", "session index"];

    [Theory]
    [MemberData(nameof(Strangers))]
    [Spec("S-113")]
    public async Task A_request_about_somebody_or_some_session_else_leaves_this_one(string what)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        var good = stage.Logout();
        var page = await stage.Send(what switch
        {
            "name" => good with { NameId = good.NameId! with { Value = "somebody-else" } },
            "format" => good with { NameId = good.NameId! with { Format = SamlUris.Unspecified } },
            "name qualifier" => good with { NameId = good.NameId! with { NameQualifier = "https://other.example/" } },
            "sp name qualifier" => good with { NameId = good.NameId! with { SpNameQualifier = "https://other.example/" } },
            _ => good with { SessionIndexes = ["_another"] },
        }, SamlUris.Redirect);

        // Nobody of that name is signed in here any more, so what was asked for is done.
        Assert.Equal([SamlUris.Success], stage.Idp.LastLogoutResponse.Status);
        Assert.Null((await stage.Session()).EndedAt);
        Assert.NotNull(page);
    }

    [Fact]
    [Spec("S-113")]
    public async Task Without_SessionIndex_all_sessions_of_the_person_end_and_with_it_that_one()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Break(d => d with { SessionIndex = "_one" });
        await stage.SignIn();
        stage.Idp.Mend();
        stage.Idp.Break(d => d with { SessionIndex = "_two" });
        var second = stage.InAnotherBrowser();
        await second.SignIn();
        var third = stage.InAnotherBrowser();
        await third.SignIn();

        await stage.Send(stage.Logout() with { SessionIndexes = ["_one"] }, SamlUris.Redirect);
        Assert.Equal("login_required", await Silently(stage));
        Assert.Null(await Silently(second));

        await stage.Send(stage.Logout() with { SessionIndexes = [] }, SamlUris.Redirect);
        Assert.Equal("login_required", await Silently(second));
        Assert.Equal("login_required", await Silently(third));
        Assert.Equal(3, (await stage.Events("session.ended")).Length);
    }

    [Fact]
    [Spec("S-113")]
    public async Task Defaults_said_aloud_name_the_same_person()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Break(d => d with { NameId = new("u-1", null) });
        await stage.SignIn();

        await stage.Send(stage.Logout() with { NameId = new("u-1", SamlUris.Unspecified) { NameQualifier = stage.Idp.EntityId, SpNameQualifier = stage.EntityId } }, SamlUris.Redirect);

        Assert.NotNull((await stage.Session()).EndedAt);
    }

    [Fact]
    [Spec("S-113")]
    public async Task A_provider_of_one_tenant_ends_nobodys_session_of_another()
    {
        await using var one = await SamlStage.On(shared.Scene);
        await using var two = await SamlStage.On(shared.Scene, at: one.Idp);
        one.Idp.Break(d => d with { NameId = new("u-1"), SessionIndex = "_same" });
        await one.SignIn();
        await two.SignIn();

        // The very same provider, key, NameID and SessionIndex.
        await one.Send(one.Logout(), SamlUris.Redirect);

        Assert.NotNull((await one.Session()).EndedAt);
        Assert.Null((await two.Session()).EndedAt);
        // And what is signed for one is nothing at the other.
        await two.NotSignedOut(await two.Browser.GetFrom(two.Idp.Origin, $"{two.SloUrl}?{one.Logout().WriteQuery()}"), "upstream.WrongDestination");
    }

    [Fact]
    [Spec("S-115")]
    public async Task The_answer_goes_to_the_metadatas_address_with_the_RelayState_of_the_request()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SloResponseUrl = s.SloUrl + "?answers=1" });
        await stage.SignIn();

        await stage.Send(stage.Logout(), SamlUris.Redirect, "their state & more");

        var answer = stage.Idp.LastLogoutResponse;
        Assert.Equal(("their state & more", stage.Idp.SloUrl + "?answers=1"), (answer.RelayState, answer.Destination));
        Assert.Equal("1", answer.Fields["answers"]);

        await stage.SignIn();
        await stage.Send(stage.Logout(), SamlUris.Redirect, new string('x', 81));
        Assert.Null(stage.Idp.LastLogoutResponse.RelayState);
    }

    [Fact]
    [Spec("S-115")]
    public async Task Without_an_address_for_the_answer_the_person_reads_that_they_are_signed_out()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SloUrl = null });
        await stage.SignIn();

        var page = await stage.Send(stage.Logout(), SamlUris.Redirect);

        Assert.Equal(200, page.Status);
        Assert.Contains("You are signed out", page.Text, StringComparison.Ordinal);
        Assert.NotNull((await stage.Session()).EndedAt);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    [Spec("S-114")]
    public async Task An_answer_to_nothing_is_refused_politely(string method)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        var draft = LogoutDraft.Response(stage.Idp.Keys.Signing, stage.Idp.EntityId, stage.SloUrl, "_never-asked", shared.Scene.Clock.GetUtcNow());
        await stage.NotSignedOut(await stage.Send(draft, method == "GET" ? SamlUris.Redirect : SamlUris.Post), "slo.NotAsked");
    }

    [Theory]
    [InlineData("")]
    [InlineData("?SAMLRequest=%%%")]
    [InlineData("?SAMLRequest=AAAA&SigAlg=x&Signature=y")]
    [InlineData("?RelayState=x")]
    [Spec("S-002")]
    public async Task What_is_no_message_gets_a_page(string query)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        await stage.NotSignedOut(await stage.Browser.Get(stage.SloUrl + query));
        await stage.NotSignedOut(await stage.Browser.Post(stage.SloUrl, Fields.Parse(query)));
        // Nobody's: there is nobody to be told of it either.
        Assert.Equal(404, (await stage.Browser.Get(stage.SloUrl.Replace(stage.Connection.Id, "con_nobody", StringComparison.Ordinal) + query)).Status);
    }

    [Fact]
    [Spec("S-067")]
    public async Task A_disabled_connections_provider_ends_nothing()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        await shared.Scene.Change(stage.Connection, c => c with { Enabled = false });
        await stage.NotSignedOut(await stage.Send(stage.Logout(), SamlUris.Redirect), "connection.Disabled");
    }

    [Fact]
    [Spec("S-112")]
    public async Task An_encrypted_name_is_understood()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        await stage.SignIn();
        var sp = TestSamlSp.FromMetadata((await Wire.Get(stage.EntityId)).Body);
        await stage.Send(stage.Logout() with { Encryption = new(sp.EncryptionCertificates[0].RawData) }, SamlUris.Post);
        Assert.NotNull((await stage.Session()).EndedAt);
    }

    private static async Task<string?> Silently(SamlStage stage)
    {
        await stage.Go(p => p["prompt"] = "none");
        return stage.App.LastCallback.Error;
    }
}

/// <summary>The provider's side of a sign-out, sent by hand.</summary>
internal static class LogoutSteps
{
    /// <summary>A good request about the newest answer's person and session.</summary>
    public static LogoutDraft Logout(this SamlStage stage)
    {
        var sent = stage.Idp.Sent[^1];
        return LogoutDraft.Request(stage.Idp.Keys.Signing, stage.Idp.EntityId, stage.SloUrl, sent.NameId!, stage.Scene.Clock.GetUtcNow()) with
        {
            SessionIndexes = sent.SessionIndex is { } index ? [index] : [],
        };
    }

    public static Task<TestPage> Send(this SamlStage stage, LogoutDraft draft, string binding, string? relayState = null)
    {
        if (binding == SamlUris.Redirect)
            return stage.Browser.GetFrom(stage.Idp.Origin, $"{stage.SloUrl}?{draft.WriteQuery(relayState)}");
        var fields = new Fields().And(draft.Parameter, Convert.ToBase64String(draft.Write()));
        return stage.Browser.Post(stage.SloUrl, relayState is null ? fields : fields.And("RelayState", relayState), stage.Idp.Origin + "/slo");
    }

    /// <param name="codes">One of them is the case's; none: any.</param>
    public static async Task NotSignedOut(this SamlStage stage, TestPage page, params string[] codes)
    {
        Assert.True(page.Status == 403, $"{page.Status} {page.Url} {page.Text}");
        Assert.Contains("nothing has changed here", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", page.Body, StringComparison.Ordinal);
        Assert.Null((await stage.Session()).EndedAt);
        var file = await stage.CaseOn(page);
        Assert.Equal("failed", file.State);
        if (codes.Length > 0)
            Assert.Contains(file.Error, codes);
    }
}
