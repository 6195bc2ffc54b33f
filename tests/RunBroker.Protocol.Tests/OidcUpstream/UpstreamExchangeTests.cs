using System.Text;
using RunBroker.Protocol.Jose;
using RunBroker.Protocol.OidcUpstream;
using static RunBroker.Protocol.Tests.OidcUpstream.Upstream;

namespace RunBroker.Protocol.Tests.OidcUpstream;

public sealed class UpstreamExchangeTests
{
    [Fact]
    [Spec("RFC6749-2.3.1"), Spec("RFC6749-B")]
    public void Basic_encodes_what_form_encoding_encodes_and_nothing_else()
    {
        var header = UpstreamExchange.Request(Trust with { ClientId = "a:b-._*" }, Expected, Code,
            new UpstreamClientAuth.SecretBasic("p+w d/~é%")).Authorization;
        Assert.Equal("a%3Ab-._*:p%2Bw+d%2F%7E%C3%A9%25", Encoding.ASCII.GetString(Convert.FromBase64String(header!["Basic ".Length..])));
    }

    [Fact]
    [Spec("OIDCC-3.1.3.1"), Spec("RFC7636-4.5")]
    public void The_code_goes_with_its_verifier_and_redirect_uri()
    {
        Assert.Equal(Trust.TokenEndpoint, TokenRequest.Url);
        Assert.Equal(
            "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA"
            + "&redirect_uri=https%3A%2F%2Fsso.example%2Ffederation%2Foidc%2Fcn_1%2Fcallback"
            + "&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            TokenRequest.Body);
    }

    [Fact]
    [Spec("OIDCC-9")]
    public void Post_and_none_name_the_client_in_the_form()
    {
        var post = UpstreamExchange.Request(Trust with { AuthMethod = UpstreamAuthMethod.ClientSecretPost }, Expected, Code,
            new UpstreamClientAuth.SecretPost("s"));
        Assert.EndsWith("&client_id=our+client&client_secret=s", post.Body, StringComparison.Ordinal);
        Assert.Null(post.Authorization);
        var none = UpstreamExchange.Request(Trust with { AuthMethod = UpstreamAuthMethod.None }, Expected, Code,
            new UpstreamClientAuth.Public());
        Assert.EndsWith("&client_id=our+client", none.Body, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("O-086"), Spec("RFC10070"), Spec("RFC7523-3")]
    public void Our_assertion_is_for_the_issuer_alone()
    {
        var trust = Trust with { AuthMethod = UpstreamAuthMethod.PrivateKeyJwt };
        var form = UpstreamExchange.Request(trust, Expected, Code,
            new UpstreamClientAuth.PrivateKeyJwt(Key, "jti-1", Now)).Form.ToDictionary();
        Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", form["client_assertion_type"]);
        var verified = Assert.IsType<JwsResult.Verified>(Jws.Verify(form["client_assertion"], Keys, new(["RS256"], ["JWT"])));
        Assert.Equal(
            $$"""{"iss":"our client","sub":"our client","aud":"https://idp.example","jti":"jti-1","iat":{{Unix(0)}},"exp":{{Unix(60)}}}""",
            Encoding.UTF8.GetString(verified.Payload.Span));
        Assert.False(form.ContainsKey("client_secret"));
    }

    [Fact]
    public void Another_method_than_the_connections_is_a_bug() =>
        Assert.Throws<InvalidOperationException>(() =>
            UpstreamExchange.Request(Trust, Expected, Code, new UpstreamClientAuth.SecretPost("s")));

    [Theory]
    [Spec("O-091"), Spec("RFC6749-5.2")]
    [InlineData(400, """{"error":"invalid_client","error_description":"bad secret s3cret-of-ours for code SplxlOBeZQQYbYS6WxSbIA"}""",
        UpstreamReason.ClientRefused, "invalid_client: bad secret [secret] for code [secret]")]
    [InlineData(401, "", UpstreamReason.ClientRefused, "HTTP 401")]
    [InlineData(200, """{"error":"invalid_grant"}""", UpstreamReason.CodeRefused, "invalid_grant")]
    [InlineData(503, "<html>", UpstreamReason.ProviderUnavailable, "HTTP 503")]
    [InlineData(429, "{}", UpstreamReason.ProviderUnavailable, "HTTP 429")]
    [InlineData(302, "", UpstreamReason.ExchangeRefused, "HTTP 302")]
    [InlineData(400, """{"error":{"code":1}}""", UpstreamReason.ExchangeRefused, "HTTP 400")]
    public void An_error_is_told_without_our_secrets(int status, string body, UpstreamReason reason, string got)
    {
        var why = Why(Tokens(body, status))!;
        Assert.Equal((reason, got), (why.Reason, why.Got));
    }

    [Theory]
    [Spec("O-091")]
    [InlineData("[]", UpstreamReason.TokenAnswerNotJson)]
    [InlineData("""{"access_token":"a","access_token":"b"}""", UpstreamReason.TokenAnswerNotJson)]
    [InlineData("""{"access_token":"\ud800"}""", UpstreamReason.TokenAnswerNotJson)]
    [InlineData("""{"access_token":"a"}""", UpstreamReason.WrongTokenType)]
    [InlineData("""{"access_token":"a","token_type":"DPoP","id_token":"x"}""", UpstreamReason.WrongTokenType)]
    [InlineData("""{"access_token":"a\r\nX: y","token_type":"Bearer","id_token":"x"}""", UpstreamReason.NoAccessToken)]
    [InlineData("""{"access_token":"a","token_type":"Bearer","id_token":""}""", UpstreamReason.NoIdToken)]
    public void An_odd_answer_is_refused(string body, UpstreamReason reason) => Assert.Equal(reason, Why(Tokens(body))?.Reason);

    [Fact]
    public void Nothing_that_holds_a_secret_prints_it()
    {
        object[] holders = [Code, TokenRequest, Secret, new UpstreamClientAuth.SecretPost("s3cret-of-ours"),
            Assert.IsType<TokenResult.Received>(Tokens())];
        Assert.All(holders, h =>
        {
            var text = h.ToString()!;
            Assert.DoesNotContain("s3cret", text, StringComparison.Ordinal);
            Assert.DoesNotContain(Code.Value, text, StringComparison.Ordinal);
            Assert.DoesNotContain("a.b.c", text, StringComparison.Ordinal);
        });
    }
}
