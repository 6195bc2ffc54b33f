using RunBroker.Authorize;
using RunBroker.Pages;
using RunBroker.Upstream;
using RunBroker.Upstream.Saml;

namespace RunBroker.Logout;

/// <summary>
/// The next step of a browser's sign-out, whatever the last one came to: apps' frames, each upstream, the end. The sessions are over before
/// the first step, so none of them can keep anybody signed in, and none is a place to get stuck at (S-114).
/// </summary>
internal sealed class LeadBrowser(
    SignOutWays ways, FramesPage frames, AskUpstream upstreams, SignedOutPage signedOut, SamlAskerAnswer asker)
{
    public async Task<IResult> Next(HttpContext http, string id, CancellationToken stop)
    {
        if (await ways.Of(http, id, stop) is not { } way)
            return await NotTheirs(http, id, stop);
        await ways.Forget(http, [.. way.Logouts.Select(l => l.SessionId)], stop);
        // Each turn answers, or settles a leg for good.
        while (true)
        {
            switch (SignOutStage.Of(way.Legs))
            {
                case SignOutStage.Frames step when await frames.Show(http, way, step.Legs, stop) is { } page:
                    return page;
                case SignOutStage.Upstream step when await upstreams.Ask(http, way, step.Leg, stop) is { } to:
                    return Leave(http, way, to);
                case SignOutStage.End:
                    return await End(http, way, stop);
            }

            // It may have run out while an upstream was looked for.
            if (await ways.Unbound(id, stop) is not { } left)
                return await signedOut.Plain(http, stop);
            way = left;
        }
    }

    private async Task<IResult> End(HttpContext http, SignOutWay way, CancellationToken stop) =>
        way.Next.Asker is { } waits ? await asker.Answer(http, waits, way.Id, stop)
        : way.Next.ReturnUrl is { } back ? new SeeOther(back)
        : await signedOut.Show(http, way, stop);

    /// <summary>
    /// Its cookie is blocked, dropped or another browser's. Whoever asked gets the person back all the same, and nothing is shown.
    /// </summary>
    private async Task<IResult> NotTheirs(HttpContext http, string id, CancellationToken stop) =>
        await ways.Unbound(id, stop) is { } way && (way.Next.Asker ?? (object?)way.Next.ReturnUrl) is not null
            ? await End(http, way, stop) : await signedOut.Plain(http, stop);

    private static IResult Leave(HttpContext http, SignOutWay way, UpstreamWay to) => to.Match<IResult>(
        redirect => new SeeOther(redirect.Url),
        post => PersonPages.OnwardPost(
                PageFrame.For(http.Request, way.Next.UiLocales), post.Action, post.Fields, FormPostTo.UpstreamSignOut));
}

/// <summary>Where a browser on its way goes on, and where its page is looked at again.</summary>
internal static class SignOutPageEndpoint
{
    public static Task<IResult> Handle(string id, HttpContext http, LeadBrowser lead, CancellationToken stop) => lead.Next(http, id, stop);
}
