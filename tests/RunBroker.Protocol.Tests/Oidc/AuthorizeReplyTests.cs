using RunBroker.Protocol.Oidc;

namespace RunBroker.Protocol.Tests.Oidc;

[Spec("O-007"), Spec("O-121"), Spec("RFC9207-2")]
public sealed class AuthorizeReplyTests
{
    private const string Issuer = "https://broker.example";
    private static readonly OAuthError Denied = new("access_denied", "no & never = 100%", "x");

    [Theory]
    [InlineData(Apps.Redirect, null, "https://app.example/callback?tenant=1&code=c&state=s&iss=https%3A%2F%2Fbroker.example")]
    [InlineData("https://app.example/other", null, "https://app.example/other?code=c&state=s&iss=https%3A%2F%2Fbroker.example")]
    [InlineData(Apps.Redirect, "fragment", "https://app.example/callback?tenant=1#code=c&state=s&iss=https%3A%2F%2Fbroker.example")]
    public void Code_state_and_iss_are_added_to_the_address(string redirect, string? mode, string expected) =>
        Assert.Equal(expected, AuthorizeReply.Code(Request(("redirect_uri", redirect), ("response_mode", mode)), Issuer, "c").Location);

    [Fact]
    public void Without_a_state_none_is_sent() =>
        Assert.DoesNotContain(AuthorizeReply.Code(Request(("state", null)), Issuer, "c").Fields, f => f.Key == "state");

    [Theory]
    [InlineData("a\r\nSet-Cookie: x=y"), InlineData("a\0b"), InlineData("\u2028\u0085"), InlineData("\"><script>alert(1)</script>"), InlineData("#&?=+% é"), InlineData("%0d%0a")]
    public void No_value_ends_a_header_or_becomes_another_parameter(string state)
    {
        foreach (var mode in (ResponseMode[])[ResponseMode.Query, ResponseMode.Fragment])
        {
            var reply = AuthorizeReply.Error(RegisteredRedirect.Match(Apps.Confidential, Apps.Redirect)!, mode, state, Issuer, Denied);

            Assert.All(reply.Location, c => Assert.True(c is > ' ' and < (char)127 and not ('"' or '<' or '>' or '\\'), $"{(int)c}"));
            var read = Parameters.Parse(reply.Location[(Apps.Redirect.Length + 1)..]);
            Assert.Equal(("access_denied", Denied.Description, state, Issuer), (read["error"], read["error_description"], read["state"], read["iss"]));
            Assert.Equal(4, read.All.Length);
        }
    }

    [Fact]
    public void An_error_carries_no_code_and_an_answer_no_error()
    {
        var error = AuthorizeReply.Error(RegisteredRedirect.Match(Apps.Confidential, Apps.Redirect)!, ResponseMode.Query, "s", Issuer, Denied);
        Assert.Equal(["error", "error_description", "state", "iss"], error.Fields.Select(f => f.Key));
        Assert.Equal(["code", "state", "iss"], AuthorizeReply.Code(Request(), Issuer, "c").Fields.Select(f => f.Key));
    }

    [Theory, Spec("OIDCSession-3.2")]
    [InlineData(Apps.Redirect, "https://app.example")]
    [InlineData("https://app.example/other", "https://app.example")]
    public void The_session_state_is_a_hash_over_app_origin_browser_and_salt(string redirect, string origin)
    {
        var state = SessionStateHash.For(Request(("redirect_uri", redirect)), "browser")!;
        var salt = state.Split('.')[1];

        Assert.Equal(state, SessionStateHash.Compute(Request().ClientId, origin, "browser", salt));
        Assert.NotEqual(state, SessionStateHash.Compute(Request().ClientId, origin, "another", salt));
        Assert.NotEqual(state, SessionStateHash.For(Request(("redirect_uri", redirect)), "browser"));
        Assert.Equal("XhoQwfxjVJz3BBwWfjb22DJtf17WE8Elj814T1CzZaw.salt", SessionStateHash.Compute("client", "https://app.example", "browser", "salt"));
        Assert.Equal(["code", "state", "iss", "session_state"], AuthorizeReply.Code(Request(), Issuer, "c", state).Fields.Select(f => f.Key));
    }

    [Theory, Spec("RFC6454-6.2")]
    [InlineData("https://app.example/cb", "https://app.example")]
    [InlineData("https://app.example:443/cb", "https://app.example")]
    [InlineData("http://127.0.0.1:5000/cb?x=1", "http://127.0.0.1:5000")]
    [InlineData("http://[::1]:5000/cb", "http://[::1]:5000")]
    [InlineData("https://APP.Example:8443/cb", "https://app.example:8443")]
    [InlineData("https://xn--bcher-kva.example/cb", "https://xn--bcher-kva.example")]
    [InlineData("https://bücher.example/cb", "https://xn--bcher-kva.example")]
    [InlineData("com.example.app:/cb", null)]
    public void An_origin_is_written_as_browsers_do(string uri, string? origin) =>
        Assert.Equal(origin, RegisteredRedirect.Match(Apps.Confidential with { RedirectUris = [uri] }, uri)!.WebOrigin);

    private static AuthorizeRequest Request(params ReadOnlySpan<(string, string?)> changes) =>
        Assert.IsType<AuthorizeOutcome.Accepted>(AuthorizeRequest.Check(Apps.Request(changes), Apps.Confidential)).Request;
}
