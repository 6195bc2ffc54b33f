using System.Net;
using System.Text.Json.Nodes;
using RunBroker.Interop.Tests.Harness;
using RunBroker.TestIdps;

namespace RunBroker.Interop.Tests.Broker;

/// <summary>
/// Somebody between us and an npm openid-client app: what npm jose does not take ends nothing there, and our receipt does not say that it did.
/// </summary>
public sealed class TamperedLogoutTests(LogoutStage stage) : IClassFixture<LogoutStage>
{
    private static readonly TestKey Stranger = TestKey.Rsa("stranger");

    public static TheoryData<string, string> Tampered => new()
    {
        { "changed", "signature verification failed" },
        { "unsigned", "\"alg\" (Algorithm) Header Parameter value not allowed" },
        { "of a stranger", "signature verification failed" },
        { "an ID token", "unexpected \"typ\" JWT header value" },
        { "empty", "Invalid Compact JWS" },
    };

    [Theory]
    [MemberData(nameof(Tampered))]
    [Spec("OIDCBC-2.6"), Spec("OIDCBC-2.8"), Spec("O-103")]
    public async Task A_tampered_logout_token_is_refused_by_the_app_and_the_receipt_says_so_until_a_right_one_comes(string how, string why)
    {
        using var browser = new ScriptedBrowser(stage.Somebody());
        var app = stage.Behind;
        var person = await stage.SignIn(browser, app);
        var idToken = person.Tokens.GetProperty("id_token").GetString()!;
        stage.Meddler.Change = token => Tamper(how, token, idToken);

        await browser.Visit(app.At("/logout"));

        var receipt = await stage.When(person, r => r.Legs.All(l => l.Attempts > 0));
        var (state, lastError) = receipt["backchannel"];
        Assert.Equal("pending", state);
        // Only the registered code: the app's own words are in its own log (O-164).
        Assert.Equal("status 400: invalid_request", lastError);
        Assert.Contains(why, (await Told.Refused(app))[^1].All.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Empty(await Told.Of(app, person.SessionId!));
        Assert.Equal(HttpStatusCode.OK, (await browser.Visit(app.At("/me"))).Status);

        stage.Meddler.Change = null;
        await stage.Scene.Management.Act($"tenants/{Scene.Tenant}/logouts/{receipt.Id}/retry");

        Assert.Equal(("delivered", null), (await stage.Settled(person))["backchannel"]);
        Assert.Equal(1, Assert.Single(await Told.Of(app, person.SessionId!)).Ended);
        await stage.IsOut(browser, app, person);
    }

    [Fact]
    [Spec("OIDCBC-2.6"), Spec("Pains-9")]
    public async Task An_app_whose_answer_got_lost_is_told_again_under_the_same_jti_and_need_not_do_it_twice()
    {
        using var browser = new ScriptedBrowser(stage.Somebody());
        var app = stage.Behind;
        var person = await stage.SignIn(browser, app);
        stage.Meddler.LosesAnswers = true;

        await browser.Visit(app.At("/logout"));

        var receipt = await stage.When(person, r => r.Legs.All(l => l.Attempts > 0));
        Assert.Equal("pending", receipt["backchannel"].State);
        Assert.Contains("502", receipt["backchannel"].LastError, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Visit(app.At("/me"))).Status);

        stage.Meddler.LosesAnswers = false;
        await stage.Scene.Management.Act($"tenants/{Scene.Tenant}/logouts/{receipt.Id}/retry");

        Assert.Equal(("delivered", null), (await stage.Settled(person))["backchannel"]);
        var told = await Told.Of(app, person.SessionId!);
        Assert.Equal(("backchannel_logout", 1), (told[0].Event, told[0].Ended));
        Assert.All(told.Skip(1), t => Assert.Equal(("backchannel_again", 0), (t.Event, t.Ended)));
        Assert.Single(told.Select(t => t.Claims.GetProperty("jti").GetString()).Distinct());
        Assert.True(told.Length > 1, app.Log);
    }

    private static string Tamper(string how, string token, string idToken)
    {
        var (header, claims) = (TestJws.Header(token), TestJws.Claims(token));
        switch (how)
        {
            case "changed":
                claims["jti"] = "leg_of_somebody_else";
                return Put(token, claims);
            case "unsigned":
                header["alg"] = "none";
                return TestJws.Sign(header, claims, null);
            case "of a stranger": // under the name of our key
                return TestJws.Sign(header, claims, Stranger);
            case "an ID token": // our own, for this very app and session
                return idToken;
            default:
                return "";
        }
    }

    private static string Put(string token, JsonObject claims)
    {
        var parts = token.Split('.');
        return $"{parts[0]}.{System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(claims.ToJsonString()))}.{parts[2]}";
    }
}
