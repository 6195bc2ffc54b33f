using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using RunBroker.Pages.Views;

namespace RunBroker.Pages;

/// <summary>A page as the answer of an endpoint: headers first, then the component, rendered once, no circuit, no streaming.</summary>
internal sealed record PageResult<TView, TModel>(PageFrame Frame, TModel Model, int Status, PageReach Reach)
    : IResult, IStatusCodeHttpResult
    where TView : View<TModel>
    where TModel : class
{
    public int? StatusCode => Status;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        PageHeaders.Set(httpContext.Response, Reach, nonce, Frame.Brand is not null);
        httpContext.Response.Headers.ContentLanguage = Frame.Texts.Tag;

        var parameters = new Dictionary<string, object?>
        {
            [nameof(View<>.Page)] = new PageContext(Frame, nonce),
            [nameof(View<>.Model)] = Model,
        };
        return new RazorComponentResult<TView>(parameters) { StatusCode = Status, PreventStreamingRendering = true }
            .ExecuteAsync(httpContext);
    }
}
