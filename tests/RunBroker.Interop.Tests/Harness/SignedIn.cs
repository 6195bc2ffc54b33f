using System.Net;
using System.Text.Json;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>What an openid-client app tells about the person it signed in, or why it did not.</summary>
internal sealed record SignedIn(JsonElement Claims, JsonElement UserInfo, JsonElement Tokens)
{
    public string Subject => Claims.GetProperty("sub").GetString()!;

    public string? SessionId => Claims.GetProperty("sid").GetString();

    public string RefreshToken => Tokens.GetProperty("refresh_token").GetString()!;

    /// <summary>Reads the app's <c>/me</c>; anything else fails the test, with every log.</summary>
    public static SignedIn Read(Page page, Scene scene) => Read(page, scene.Logs);

    public static SignedIn Read(Page page, Func<string> logs)
    {
        Assert.True(page.Status == HttpStatusCode.OK && page.Address.AbsolutePath == "/me", $"{page}\n{logs()}");
        var me = JsonDocument.Parse(page.Body).RootElement;
        return new SignedIn(me.GetProperty("claims"), me.GetProperty("userinfo"), me.GetProperty("tokens"));
    }

    /// <summary>The OAuth error that an app's page shows.</summary>
    public static string? Refused(Page page)
    {
        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        return JsonDocument.Parse(page.Body).RootElement.GetProperty("error").GetString();
    }
}
