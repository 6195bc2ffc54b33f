using RunBroker.Protocol.Oidc;

namespace RunBroker.Protocol.Tests.Oidc;

[Spec("O-001"), Spec("RFC9700-2.1"), Spec("RFC8252-7.3")]
public sealed class RegisteredRedirectTests
{
    [Theory]
    [InlineData("https://app.example/callback"), InlineData("https://app.example/callback?tenant=1&x=2"), InlineData("https://app.example/callback?tenant=2")]
    [InlineData("https://app.example/callback/?tenant=1"), InlineData("https://app.example/callback/more?tenant=1"), InlineData("https://app.example/Callback?tenant=1")]
    [InlineData("https://APP.example/callback?tenant=1"), InlineData("HTTPS://app.example/callback?tenant=1"), InlineData("http://app.example/callback?tenant=1")]
    [InlineData("https://app.example:443/callback?tenant=1"), InlineData("https://app.example/%63allback?tenant=1"), InlineData("https://app.example/x/../callback?tenant=1")]
    [InlineData("https://user@app.example/callback?tenant=1"), InlineData("https://app.example@evil.example/callback?tenant=1")]
    [InlineData("https://app.example/callback?tenant=1#x"), InlineData("https://app.example/callback?tenant=1 "), InlineData("https://app.example.evil.example/callback?tenant=1")]
    [InlineData("https://app.example/callback?tenant=1\n"), InlineData("//app.example/callback?tenant=1"), InlineData("javascript:alert(1)"), InlineData("")]
    public void A_confidential_apps_address_is_its_own_octet_for_octet(string sent) => Assert.Null(RegisteredRedirect.Match(Apps.Confidential, sent));

    [Fact]
    public void The_registered_address_itself_is_good_and_a_missing_one_is_not()
    {
        Assert.Equal(Apps.Redirect, RegisteredRedirect.Match(Apps.Confidential, Apps.Redirect)?.Uri);
        Assert.Equal("https://app.example", RegisteredRedirect.Match(Apps.Confidential, Apps.Redirect)?.Origin);
        Assert.Null(RegisteredRedirect.Match(Apps.Confidential, null));
    }

    [Theory]
    [InlineData("http://127.0.0.1/cb", true), InlineData("http://127.0.0.1:1/cb", true), InlineData("http://127.0.0.1:65535/cb", true), InlineData("http://[::1]:9/cb", true)]
    [InlineData("http://[::1]/cb", true), InlineData("http://localhost/cb", true), InlineData("com.example.app:/cb", true)]
    [InlineData("http://127.0.0.1:65536/cb", false), InlineData("http://127.0.0.1:/cb", false), InlineData("http://127.0.0.1:1/cb/", false), InlineData("http://127.0.0.1:1/", false)]
    [InlineData("http://127.0.0.1:1/cb?x", false), InlineData("http://127.0.0.1:1x/cb", false), InlineData("http://127.0.0.1:1@evil.example/cb", false)]
    [InlineData("http://127.0.0.1.evil.example/cb", false), InlineData("http://127.0.0.1:1.evil.example/cb", false), InlineData("https://127.0.0.1:1/cb", false)]
    [InlineData("http://127.0.0.2:1/cb", false), InlineData("http://127.1:1/cb", false), InlineData("http://localhost:1/cb", false), InlineData("http://[::2]:1/cb", false)]
    [InlineData("http://127.0.0.1:00000000080/cb", false), InlineData("http://127.0.0.1:-1/cb", false), InlineData("http://[::1]:1/CB", false)]
    public void A_native_apps_loopback_address_may_have_any_port_and_nothing_else(string sent, bool good) =>
        Assert.Equal(good ? sent : null, RegisteredRedirect.Match(Apps.Native, sent)?.Uri);

    [Fact]
    public void A_confidential_app_on_loopback_has_a_fixed_port() =>
        Assert.Null(RegisteredRedirect.Match(Apps.Native with { AuthMethod = ClientAuthMethod.ClientSecretBasic }, "http://127.0.0.1:1/cb"));
}
