using RunBroker.Storage.Model;
using RunBroker.TestIdps;
using RunBroker.Tests.Flows;
using RunBroker.Tests.Upstream;
using RunBroker.Tests.Upstream.Saml;

namespace RunBroker.Tests.SignOuts;

/// <summary>We ask a SAML provider for single logout (SAMLProf-4.4, SDP-SP24 to SP34).</summary>
public sealed class SamlUpstreamOutTests(SharedScene shared) : IClassFixture<SharedScene>
{
    [Theory]
    [InlineData("redirect", "federated")]
    [InlineData("post", "federated")]
    [InlineData("redirect", "upstream_logout")]
    [Spec("SAMLProf-4.4"), Spec("SDP-SP31"), Spec("AU-28"), Spec("S-114")]
    public async Task It_is_asked_by_either_binding_with_the_name_as_it_came_and_its_answer_settles_the_receipt(string binding, string why)
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SloBinding = binding, UpstreamLogout = why == "upstream_logout" });
        stage.Idp.Break(d => d with
        {
            NameId = new("  maria <&> ", SamlUris.Persistent) { NameQualifier = "https://q.example/", SpNameQualifier = "https://sp.example/", SpProvidedId = "p-1" },
            SessionIndex = "_i&1",
        });
        var (_, tokens) = await stage.SignIn();
        stage.Idp.Sps.Add(TestSamlSp.FromMetadata((await Wire.Get(stage.EntityId)).Body) with { SloBinding = binding == "post" ? SamlUris.Post : SamlUris.Redirect });

        var page = await stage.Browser.Get(Url(stage, tokens, why == "federated"));

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", page.Url.AbsoluteUri);
        var asked = stage.Idp.LastLogoutRequest;
        Assert.Equal(binding == "post" ? SamlUris.Post : SamlUris.Redirect, asked.Binding);
        Assert.True(asked.IsSignedBy(stage.Idp.Sps[0]));
        Assert.Equal((stage.EntityId, stage.Idp.SloUrl), (asked.Issuer, asked.Destination));
        var name = asked.NameIdElement!;
        Assert.Equal("  maria <&> ", name.InnerText);
        Assert.Equal(
            (SamlUris.Persistent, "https://q.example/", "https://sp.example/", "p-1"),
            (name.GetAttribute("Format"), name.GetAttribute("NameQualifier"), name.GetAttribute("SPNameQualifier"), name.GetAttribute("SPProvidedID")));
        Assert.Equal(["_i&1"], asked.SessionIndexes);
        Assert.InRange(asked.RelayState!.Length, 20, 80);
        var leg = await shared.Scene.Leg(stage.Tenant, LogoutChannels.Saml);
        Assert.Equal((LegStates.Delivered, null, asked.Id), (leg.State, leg.LastError, leg.RequestId));
    }

    public static TheoryData<string[], string, string> Statuses => new()
    {
        { [SamlUris.Success, SamlUris.PartialLogout], LegStates.Delivered, "PartialLogout" },
        { [SamlUris.Responder], LegStates.Failed, SamlUris.Responder },
        { [SamlUris.Requester, SamlUris.RequestDenied], LegStates.Failed, SamlUris.RequestDenied },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    [Spec("S-114"), Spec("SDP-SP34")]
    public async Task Whatever_it_says_is_in_the_receipt_and_the_person_is_back_at_the_app(string[] status, string state, string note)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.LogoutStatus = [.. status];
        var (_, tokens) = await stage.SignIn();

        var page = await stage.Browser.Get(Url(stage, tokens));

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", page.Url.AbsoluteUri);
        var leg = await shared.Scene.Leg(stage.Tenant, LogoutChannels.Saml);
        Assert.Equal(state, leg.State);
        Assert.Contains(note, leg.LastError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unsigned")]
    [InlineData("another key")]
    [InlineData("another issuer")]
    [InlineData("another destination")]
    [InlineData("another request")]
    [InlineData("no request")]
    [Spec("S-114")]
    public async Task A_forged_answer_changes_nothing_and_the_way_goes_on(string what)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        stage.Idp.EditLogout = d => what switch
        {
            "unsigned" => d with { IsSigned = false },
            "another key" => d with { Key = TestSamlKey.OfRsa() },
            "another issuer" => d with { Issuer = "https://another.example/" },
            "another destination" => d with { Destination = stage.AcsUrl },
            "another request" => d with { InResponseTo = "_another" },
            _ => d with { InResponseTo = null },
        };
        var (_, tokens) = await stage.SignIn();
        // Cases are ordered by time.
        shared.Scene.Clock.Advance(TimeSpan.FromMilliseconds(1));

        var page = await stage.Browser.Get(Url(stage, tokens));

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", page.Url.AbsoluteUri);
        Assert.Equal(LegStates.Pending, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Saml)).State);
        Assert.Equal(401, (await stage.App.UserInfo(tokens.AccessToken)).Status);
        Assert.Equal("failed", (await stage.LastCase()).State);
    }

    [Fact]
    [Spec("S-114")]
    public async Task Nothing_is_asked_twice_and_the_page_says_that_no_answer_came()
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        stage.Browser.StopAt = stage.Idp.Origin;
        await stage.Browser.Get(stage.App.EndSessionUrl(tokens.IdToken, p => (p["post_logout_redirect_uri"], p["federated"]) = (null, "1")));
        stage.Browser.StopAt = null;
        var way = stage.Browser.History.Last(h => h.Url.AbsolutePath.StartsWith("/sign-out/", StringComparison.Ordinal)).Url.AbsoluteUri;

        var page = await stage.Browser.Get(way);

        Assert.Contains("has not confirmed the sign-out", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Sign out there too", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Idp.Received, r => r.Kind == "LogoutRequest");
    }

    [Theory]
    [InlineData("no endpoint", LegStates.NotPossible)]
    [InlineData("switched off", LegStates.NotPossible)]
    [InlineData("no keys", LegStates.Failed)]
    [Spec("S-115")]
    public async Task A_provider_that_cannot_be_asked_is_no_dead_end(string what, string state)
    {
        await using var stage = await SamlStage.On(shared.Scene);
        var (_, tokens) = await stage.SignIn();
        stage.Browser.StopAt = shared.Scene.Broker.Url + "/sign-out/";
        var way = (await stage.Browser.Get(Url(stage, tokens))).Url.AbsoluteUri;
        stage.Browser.StopAt = null;
        if (what == "switched off")
            await shared.Scene.Change(stage.Connection, c => c with { Enabled = false });
        else
            await stage.Change(s => what == "no endpoint" ? s with { SloUrl = null } : s with { Certificates = [] });

        var page = await stage.Browser.Get(way);

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", page.Url.AbsoluteUri);
        var leg = await shared.Scene.Leg(stage.Tenant, LogoutChannels.Saml);
        Assert.Equal(state, leg.State);
        Assert.NotNull(leg.LastError);
    }

    [Fact]
    [Spec("SDP-SP28")]
    public async Task Requests_are_unsigned_only_where_the_connection_says_so()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SignLogoutRequests = false });
        stage.Idp.AcceptsUnsignedLogout = true;
        var (_, tokens) = await stage.SignIn();

        await stage.Browser.Get(Url(stage, tokens));

        Assert.False(stage.Idp.LastLogoutRequest.IsSigned);
        Assert.Equal(LegStates.Delivered, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Saml)).State);
    }

    [Fact]
    [Spec("S-104"), Spec("O-009")]
    public async Task A_provider_asked_by_POST_may_answer_by_redirect()
    {
        await using var stage = await SamlStage.On(shared.Scene, s => s with { SloBinding = "post" });
        var (_, tokens) = await stage.SignIn();
        // The provider's own choice, as its copy of our metadata says.
        stage.Idp.Sps.Add(TestSamlSp.FromMetadata((await Wire.Get(stage.EntityId)).Body) with { SloBinding = SamlUris.Redirect });

        var page = await stage.Browser.Get(Url(stage, tokens));

        Assert.Equal(stage.App.PostLogoutRedirectUri + "?state=abc", page.Url.AbsoluteUri);
        Assert.Equal(LegStates.Delivered, (await shared.Scene.Leg(stage.Tenant, LogoutChannels.Saml)).State);
    }

    [Fact]
    [Spec("AU-25")]
    public async Task Frames_first_then_one_provider_after_another_then_the_page()
    {
        await using var stage = await SamlStage.On(shared.Scene, app: AppsTold.Front);
        var other = await Stage.On(shared.Scene) with { Browser = stage.Browser };
        await stage.SignIn();
        await other.SignIn();
        await stage.Browser.Get(shared.Scene.Broker.Url + "/connect/endsession?federated");
        var page = await stage.Browser.Press("Sign out of all apps");
        Assert.Single(page.Html.QuerySelectorAll("iframe"));

        page = await stage.Browser.FramesLoaded();

        Assert.StartsWith(shared.Scene.Broker.Url + "/sign-out/", page.Url.AbsoluteUri, StringComparison.Ordinal);
        Assert.Contains($"You are signed out at {stage.Connection.Name} as well", page.Text, StringComparison.Ordinal);
        Assert.Contains($"You are signed out at {other.Connection.Name} as well", page.Text, StringComparison.Ordinal);
        var (one, two) = ((await shared.Scene.Receipt(stage.Tenant)).Logout, (await shared.Scene.Receipt(other.Tenant)).Logout);
        Assert.Equal((one.ReceiptId, one.SignOutId), (two.ReceiptId, two.SignOutId));
        Assert.False(other.Op.Keeps(stage.Browser));
    }

    private static string Url(SamlStage stage, AppAnswer tokens, bool federated = true) => stage.App.EndSessionUrl(tokens.IdToken, p =>
    {
        p["state"] = "abc";
        p["federated"] = federated ? "1" : null;
    });
}
