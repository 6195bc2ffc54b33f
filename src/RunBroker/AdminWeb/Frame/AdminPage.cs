using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using RunBroker.AdminWeb.Door;
using RunBroker.Pages;
using RunBroker.Pages.Words;

namespace RunBroker.AdminWeb.Frame;

/// <summary>An admin page as the answer of an endpoint: headers, then the component, rendered once.</summary>
internal sealed record AdminPage<TView, TModel, TWords>(AdminFrame Frame, TModel Model, int Status) : IResult
    where TView : AdminView<TModel, TWords>
    where TModel : class
    where TWords : IWords<TWords>
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        PageHeaders.Set(httpContext.Response, PageReach.Own([]), nonce, styled: false);
        httpContext.Response.Headers.ContentLanguage = Texts.In(Frame.Language).Tag;
        var parameters = new Dictionary<string, object?>
        {
            [nameof(AdminView<,>.Frame)] = Frame with { Nonce = nonce },
            [nameof(AdminView<,>.Model)] = Model,
        };
        return new RazorComponentResult<TView>(parameters) { StatusCode = Status, PreventStreamingRendering = true }.ExecuteAsync(httpContext);
    }
}

/// <summary>After a form that was taken: 303 to the page that shows what it came to, so that reloading sends nothing again.</summary>
internal sealed record Found(string Location) : IResult
{
    /// <param name="said">The name of the text that the page then shows.</param>
    public static Found After(string path, string? said = null) =>
        new(said is null ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}said={said}");

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.Location = Location;
        httpContext.Response.Headers.CacheControl = "no-store";
        return Task.CompletedTask;
    }
}

internal static class AdminPages
{
    public static IResult NotFound(WebCall call) => PersonPages.NotFound(PageFrame.For(call.Http.Request));
}
