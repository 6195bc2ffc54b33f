using RunBroker.Pages;
using RunBroker.Protocol.Oidc;

namespace RunBroker.Authorize;

/// <summary>Sends our answer to the app through the person's browser.</summary>
internal static class Reply
{
    /// <param name="afterForm">After a form of ours: Chrome would hold the redirect against that page's form-action, so a page goes in between.</param>
    public static IResult ToApp(HttpContext http, AuthorizeReply reply, bool afterForm = false)
    {
        if (reply.Mode == ResponseMode.FormPost)
            return PersonPages.FormPost(PageFrame.For(http.Request), new Uri(reply.Redirect.Uri), [.. reply.Fields.Select(f => new FormField(f.Key, f.Value))]);
        return afterForm ? PersonPages.Onward(PageFrame.For(http.Request), new OnwardModel { Url = reply.Location }) : new SeeOther(reply.Location);
    }

    /// <summary>The way back that an error page offers.</summary>
    public static WayBack AsWayBack(AuthorizeReply reply) => reply.Mode == ResponseMode.FormPost
        ? new WayBack.Post(new Uri(reply.Redirect.Uri), [.. reply.Fields.Select(f => new FormField(f.Key, f.Value))])
        : new WayBack.Link(reply.Location);
}

/// <summary>303, never 307: a POST must not be repeated elsewhere (RFC9700-4.12). No referrer, nothing cached (O-019).</summary>
internal sealed record SeeOther(string Location) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        // A GET answered by 302 is what every client library expects; a POST becomes a GET by 303.
        response.StatusCode = HttpMethods.IsPost(httpContext.Request.Method) ? StatusCodes.Status303SeeOther : StatusCodes.Status302Found;
        response.Headers.Location = Location;
        response.Headers.CacheControl = "no-store";
        response.Headers["Referrer-Policy"] = "no-referrer";
        return Task.CompletedTask;
    }
}
