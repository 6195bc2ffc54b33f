using RunBroker.AdminWeb.Clients;

namespace RunBroker.Tests.AdminWeb;

/// <summary>What an app's developers paste must run as it is.</summary>
public sealed class QuickstartTests
{
    private static readonly Quickstarts.Values Good =
        new("https://sso.example", "app_1", "https://app.example/callback", "https://app.example/bye", "openid", IsPublic: false);

    [Fact]
    public void With_an_address_after_the_sign_out_every_library_is_told_it()
    {
        Assert.Contains("o.SignedOutCallbackPath = \"/bye\";", Of(Good, "aspnet"), StringComparison.Ordinal);
        foreach (var id in new[] { "node", "apache", "spring", "any" })
            Assert.Contains("https://app.example/bye", Of(Good, id), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_one_no_empty_setting_is_left()
    {
        foreach (var start in Quickstarts.For(Good with { PostLogoutRedirectUri = "" }).Concat(Quickstarts.For(Good with { PostLogoutRedirectUri = "", IsPublic = true })))
        {
            var text = string.Join('\n', start.Files.Select(f => f.Text));
            foreach (var broken in new[] { "''", "\"\"", "SignedOutCallbackPath", "OIDCDefaultLoggedOutURL", "Post-logout", "{{" })
                Assert.False(text.Contains(broken, StringComparison.Ordinal), $"{start.Id}: {broken}");
        }
    }

    [Theory]
    [InlineData("https://app.example/")]
    [InlineData("https://app.example")]
    public void The_start_page_of_an_app_is_never_given_to_the_handler_of_sign_outs(string afterwards)
    {
        var text = Of(Good with { PostLogoutRedirectUri = afterwards }, "aspnet");
        Assert.DoesNotContain("SignedOutCallbackPath", text, StringComparison.Ordinal);
        Assert.Contains("https://app.example/signout-callback-oidc", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_an_issuer_over_http_is_allowed_to_be_one()
    {
        var http = Good with { Issuer = "http://localhost:5101" };
        Assert.Contains("process.env.SSO_SECRET, undefined,\n  { execute: [client.allowInsecureRequests] })", Of(http, "node"), StringComparison.Ordinal);
        Assert.Contains("o.RequireHttpsMetadata = false;", Of(http, "aspnet"), StringComparison.Ordinal);
        Assert.Contains("process.env.SSO_SECRET)", Of(Good, "node"), StringComparison.Ordinal);
        foreach (var text in new[] { Of(Good, "node"), Of(Good, "aspnet") })
        {
            Assert.DoesNotContain("Insecure", text, StringComparison.Ordinal);
            Assert.DoesNotContain("RequireHttps", text, StringComparison.Ordinal);
        }
    }

    private static string Of(Quickstarts.Values app, string id) =>
        string.Join('\n', Quickstarts.For(app).Single(q => q.Id == id).Files.Select(f => f.Text));
}
