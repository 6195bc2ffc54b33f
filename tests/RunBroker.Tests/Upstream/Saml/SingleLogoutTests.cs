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

    /// <summary>Said of a request that comes while an answer about "_one" is on its way: which index it names, and whether the sign-in goes on.</summary>
    public static TheoryData<string, string?, string?, bool> UnderWay => new()
    {
        { "parked", "_one", "_one", false },
        { "parked", "_one", null, false },
        { "parked", null, "_one", false },
        { "parked", "_one", "_another", true },
        { "at the provider", "_one", "_one", false },
        { "at the provider", "_one", null, false },
        { "at the provider", "_one", "_another", true },
    };

    [Theory]
    [MemberData(nameof(UnderWay))]
    [Spec("S-113"), Spec("SAMLCore-3.7.3.1"), Spec("FusionAuth/fusionauth-issues#3254")]
    public async Task A_sign_in_under_way_whose_session_the_provider_has_ended_becomes_none_here(string where, string? index, string? named, bool goesOn)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Break(d => d with { SessionIndex = index });
        var answer = await stage.Held();
        shared.Scene.Clock.Advance(TimeSpan.FromSeconds(1));
        var request = stage.Logout() with { SessionIndexes = named is null ? [] : [named] };
        TestPage page;
        if (where == "parked")
        {
            var parked = await stage.Parked(answer);
            await stage.InAnotherBrowser().Send(request, SamlUris.Redirect);
            page = await stage.Browser.Get(parked);
        }
        else
        {
            await stage.InAnotherBrowser().Send(request, SamlUris.Redirect);
            page = await stage.Answer(answer);
        }

        Assert.Equal([SamlUris.Success], stage.Idp.LastLogoutResponse.Status);
        if (goesOn)
        {
            await stage.App.Finish();
            return;
        }

        await stage.Refused(page, "upstream.SignedOut", "access_denied");
        Assert.Empty(await stage.Users());
        Assert.Empty(await stage.Events("session.created"));
        // And whoever starts again signs in.
        stage.Idp.Mend();
        await stage.SignIn();
        Assert.Null((await stage.Session()).EndedAt);
    }

    [Fact]
    [Spec("S-113")]
    public async Task A_sign_out_of_somebody_else_stops_no_sign_in_under_way()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var same = await SamlStage.On(shared.Scene, at: stage.Idp);
        stage.Idp.Break(d => d with { NameId = new("u-1"), SessionIndex = "_same" });
        var parked = await stage.Parked(await stage.Held());
        shared.Scene.Clock.Advance(TimeSpan.FromSeconds(1));
        // Another person of this connection, and the very same name and index at the other tenant's.
        await stage.InAnotherBrowser().Send(stage.Logout() with { NameId = new("u-2"), SessionIndexes = [] }, SamlUris.Redirect);
        await same.Send(same.Logout(), SamlUris.Redirect);

        await stage.Browser.Get(parked);

        await stage.App.Finish();
    }

    [Fact]
    [Spec("S-113")]
    public async Task A_session_that_the_provider_gave_no_index_ends_whichever_the_request_names()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.Break(d => d with { SessionIndex = null });
        await stage.SignIn();

        await stage.Send(stage.Logout() with { SessionIndexes = ["_any"] }, SamlUris.Redirect);

        Assert.Equal("upstream", (await stage.Session()).EndCause);
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
