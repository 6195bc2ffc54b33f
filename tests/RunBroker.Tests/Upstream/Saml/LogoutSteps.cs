using RunBroker.TestIdps;

namespace RunBroker.Tests.Upstream.Saml;

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

    /// <summary>A session of long ago: whoever has one takes the last step apart from the answer, since only there it is seen.</summary>
    public static void HoldsAnOldSession(this SamlStage stage)
    {
        var secret = new string('x', 43);
        stage.Browser.Cookies.Put(new("__Host-rb_frame", $"ses_old.{secret}", new Uri(stage.Scene.Broker.Url).Host, true, "/")
        {
            Secure = true,
            HttpOnly = true,
            SameSite = CookieSameSite.None,
        });
    }

    /// <summary>Posts an answer, and stays before the last step: its URL.</summary>
    public static async Task<string> Parked(this SamlStage stage, Fields answer)
    {
        stage.HoldsAnOldSession();
        stage.Browser.StopAt = stage.Scene.Broker.Url + "/sign-in/";
        var parked = await stage.Answer(answer);
        stage.Browser.StopAt = null;
        return parked.Url.AbsoluteUri;
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
