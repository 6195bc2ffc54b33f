using System.Collections.Immutable;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RunBroker.Pages;
using RunBroker.Pages.Words;

namespace RunBroker.Tests.Pages;

/// <summary>A page as a browser would get it, without a socket.</summary>
internal sealed record Rendered(int Status, IHeaderDictionary Headers, string Html, IHtmlDocument Document)
{
    private static readonly WebApplication App = Built();

    public string Csp => Headers.ContentSecurityPolicy.ToString();

    public string FormAction => Csp.Split("; ").Single(part => part.StartsWith("form-action", StringComparison.Ordinal)).Split(' ', 2)[1];

    public static Task<Rendered> Sample(string name, Language language = Language.English, string? hostile = null) =>
        Of(new PageSamples(hostile).All[name](new PageFrame { Language = language, OtherLanguageUrl = "/x?ui_locales=pt-BR" }));

    public static async Task<Rendered> Of(IResult page)
    {
        await using var scope = App.Services.CreateAsyncScope();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Scheme = "https";
        context.Request.Host = new("sso.example.com");
        context.Response.Body = body;
        await page.ExecuteAsync(context);
        var html = System.Text.Encoding.UTF8.GetString(body.ToArray());
        return new(context.Response.StatusCode, context.Response.Headers, html, await new HtmlParser().ParseDocumentAsync(html));
    }

    private static WebApplication Built()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddRazorComponents();
        return builder.Build();
    }

    public ImmutableArray<string> Attributes(string selector, string name) =>
        [.. Document.QuerySelectorAll(selector).Select(element => element.GetAttribute(name) ?? "")];
}
