using RunBroker.TestIdps;

namespace RunBroker.Tests.TestIdps;

/// <summary>A fault that does not show would make a test of the product pass for nothing.</summary>
public sealed class FaultTests
{
    public static TheoryData<string, string> RefusedIdTokens => new()
    {
        { nameof(TestOpFaults.IssuerWrong), "iss" }, { nameof(TestOpFaults.IssuerMissing), "iss" },
        { nameof(TestOpFaults.AudienceOther), "aud" }, { nameof(TestOpFaults.AudienceMissing), "aud" },
        { nameof(TestOpFaults.AudienceListWithWrongAzp), "azp" }, { nameof(TestOpFaults.AudienceListWithoutAzp), "azp missing" },
        { nameof(TestOpFaults.AzpWrong), "azp" }, { nameof(TestOpFaults.SubjectMissing), "sub" }, { nameof(TestOpFaults.SubjectEmpty), "sub" },
        { nameof(TestOpFaults.IssuedAtMissing), "iat" }, { nameof(TestOpFaults.IssuedInFuture), "iat" },
        { nameof(TestOpFaults.IssuedLongAgo), "iat" }, { nameof(TestOpFaults.ExpiryMissing), "exp" }, { nameof(TestOpFaults.ExpiryPast), "exp" },
        { nameof(TestOpFaults.NonceMissing), "nonce" }, { nameof(TestOpFaults.NonceWrong), "nonce" },
        { nameof(TestOpFaults.AtHashWrong), "at_hash" }, { nameof(TestOpFaults.SignatureBroken), "signature" },
        { nameof(TestOpFaults.SignedByUnpublishedKey), "signature" }, { nameof(TestOpFaults.KeyIdUnknown), "signature" },
        { nameof(TestOpFaults.KeyInHeader), "signature" }, { nameof(TestOpFaults.AlgNone), "alg" },
        { nameof(TestOpFaults.AlgHs256WithClientSecret), "signature" }, { nameof(TestOpFaults.AlgHs256WithPublicKey), "signature" },
    };

    public static TheoryData<string> AcceptedIdTokens =>
        [nameof(TestOpFaults.AudienceListWithAzp), nameof(TestOpFaults.KeyIdAbsent), nameof(TestOpFaults.SubjectChanged), nameof(TestOpFaults.AcrMissing)];

    [Theory, MemberData(nameof(RefusedIdTokens))]
    public async Task A_broken_ID_token_is_refused_for_that_and_the_next_is_good(string fault, string rule)
    {
        await using var peers = await Automatic();
        peers.Op.BreakOnce(Named(fault));
        await peers.Browser.Get(peers.App.Begin().Url);
        var refused = await Assert.ThrowsAsync<TestAppException>(() => peers.App.Finish());
        Assert.Contains(rule, refused.Message, StringComparison.Ordinal);

        await peers.Browser.Get(peers.App.Begin().Url);
        Assert.Equal("maria", (string?)(await peers.App.Finish()).Claims["sub"]);
    }

    [Theory, MemberData(nameof(AcceptedIdTokens))]
    public async Task An_odd_ID_token_is_no_broken_one(string fault)
    {
        await using var peers = await Automatic();
        peers.Op.BreakOnce(Named(fault));
        await peers.Browser.Get(peers.App.Begin().Url);
        Assert.NotNull((await peers.App.Finish()).Claims["sub"]);
    }

    [Theory]
    [InlineData("RS384"), InlineData("RS512"), InlineData("PS256"), InlineData("PS512"), InlineData("ES256"), InlineData("ES384"), InlineData("ES512")]
    public async Task Another_algorithm_signs_by_a_published_key(string alg)
    {
        await using var peers = await Automatic();
        peers.Op.BreakOnce(TestOpFaults.SignedWith(alg));
        await peers.Browser.Get(peers.App.Begin().Url);
        var callback = peers.App.LastCallback;
        var signIn = peers.App.Match(callback);
        var tokens = await peers.App.Exchange(callback, signIn);
        await peers.App.ReadKeys();
        Assert.Equal("maria", (string?)peers.App.Verify(tokens.IdToken, signIn.Nonce, tokens.AccessToken)["sub"]);
        Assert.Equal(alg, (string?)TestJws.Header(tokens.IdToken)["alg"]);
    }

    [Fact]
    public async Task Rotation_without_the_old_keys_leaves_a_reader_of_old_keys_behind()
    {
        await using var peers = await Automatic();
        peers.Op.RotateKeys(keepOld: false);
        await peers.Browser.Get(peers.App.Begin().Url);
        await Assert.ThrowsAsync<TestAppException>(() => peers.App.Finish());
        await peers.App.ReadKeys();
        await peers.Browser.Get(peers.App.Begin().Url);
        Assert.NotNull((await peers.App.Finish()).Claims["sub"]);
    }

    [Fact]
    public async Task Callbacks_go_wrong_as_told()
    {
        await using var peers = await Automatic();
        async Task<AppCallback> Next(TestOpFault fault)
        {
            peers.Op.BreakOnce(fault);
            await peers.Browser.Get(peers.App.Begin().Url);
            return peers.App.LastCallback;
        }

        Assert.False((await Next(TestOpFaults.StateDropped)).Fields.Has("state"));
        Assert.Throws<TestAppException>(() => peers.App.Match(peers.App.LastCallback));
        Assert.EndsWith("x", (await Next(TestOpFaults.StateChanged)).Fields["state"], StringComparison.Ordinal);
        Assert.Equal("https://other.example", (await Next(TestOpFaults.CallbackIssWrong)).Fields["iss"]);
        Assert.False((await Next(TestOpFaults.CallbackIssMissing)).Fields.Has("iss"));
        Assert.Equal(2, (await Next(TestOpFaults.CodeTwice)).Fields.All("code").Count);
        Assert.Contains("<b", (await Next(TestOpFaults.SaysNo())).Fields["error_description"], StringComparison.Ordinal);

        await Next(TestOpFaults.AnswersByMode("fragment"));
        Assert.NotNull(TestApp.FromFragment(peers.Browser.Page).Code);
    }

    [Fact]
    public async Task A_provider_that_ignores_prompt_login_still_tells_the_old_auth_time()
    {
        await using var peers = await Peers.Start();
        await peers.SignIn("Maria");
        var first = (await peers.App.Finish()).Claims;
        peers.Clock.Advance(TimeSpan.FromHours(1));
        peers.Op.Break(TestOpFaults.IgnoresPromptAndMaxAge);
        await peers.Browser.Get(peers.App.Begin(p => p["prompt"] = "login").Url);
        Assert.Equal((long?)first["auth_time"], (long?)(await peers.App.Finish()).Claims["auth_time"]);
    }

    [Fact]
    public async Task Endpoints_fail_until_mended()
    {
        await using var peers = await Automatic();
        var (discovery, keys) = (peers.Op.Issuer + "/.well-known/openid-configuration", peers.Op.Issuer + "/jwks");
        peers.Op.Break(TestOpFaults.DiscoveryIssuerOther, TestOpFaults.DiscoveryWithout("jwks_uri"), TestOpFaults.ManyKeys(), TestOpFaults.KeyIdDuplicated);
        var document = await Peers.Json(discovery);
        Assert.Equal(("https://other.example", null), ((string?)document["issuer"], document["jwks_uri"]));
        Assert.Equal(1002, (await Peers.Json(keys))["keys"]?.AsArray().Count);
        await Assert.ThrowsAsync<TestAppException>(() => peers.App.Discover(peers.Op.Issuer));

        peers.Op.Mend();
        peers.Op.BreakOnce(TestOpFaults.Huge(OpPlace.Discovery), TestOpFaults.Fails(OpPlace.Jwks), TestOpFaults.NotJson(OpPlace.UserInfo));
        Assert.True((await peers.Browser.Get(discovery)).Body.Length > 2 << 20);
        Assert.Equal(500, (await peers.Browser.Get(keys)).Status);
        await peers.App.Discover(peers.Op.Issuer);
        Assert.Single((await Peers.Json(keys))["keys"]?.AsArray() ?? []);
    }

    [Fact]
    public async Task Token_and_userinfo_answers_are_edited()
    {
        await using var peers = await Automatic();
        peers.Op.BreakOnce(TestOpFaults.IdTokenMissing, TestOpFaults.TokenTypeOdd, TestOpFaults.UserInfoSubjectWrong);
        peers.Op.EditUserInfo = claims => claims["extra"] = "yes";
        var signIn = peers.App.Begin();
        await peers.Browser.Get(signIn.Url);
        var tokens = await peers.App.Exchange(peers.App.LastCallback, signIn);
        Assert.Equal((null, "mac"), (tokens["id_token"], tokens["token_type"]));
        var person = await peers.App.UserInfo(tokens.AccessToken);
        Assert.Equal(("another-person", "yes"), (person["sub"], person["extra"]));
        Assert.Equal(401, (await peers.App.UserInfo("no-such-token")).Status);

        peers.Op.BreakOnce(TestOpFaults.TokenError("server_error", "later"));
        await peers.Browser.Get(peers.App.Begin().Url);
        Assert.Contains("server_error", (await Assert.ThrowsAsync<TestAppException>(() => peers.App.Finish())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_held_answer_comes_when_released()
    {
        await using var peers = await Automatic();
        var gate = new TaskCompletionSource();
        peers.Op.BreakOnce(TestOpFaults.HeldUntil(OpPlace.Jwks, gate.Task));
        var reading = peers.App.ReadKeys();
        Assert.False(reading.IsCompleted);
        gate.SetResult();
        await reading;
        Assert.NotEmpty(peers.App.ProviderKeys);
    }

    private static TestOpFault Named(string name) =>
        Assert.IsAssignableFrom<TestOpFault>(typeof(TestOpFaults).GetProperty(name)?.GetValue(null));

    private static async Task<Peers> Automatic()
    {
        var peers = await Peers.Start();
        peers.Op.SignInAs = "maria";
        return peers;
    }
}
