using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using RunBroker.Pages;
using RunBroker.Pages.Views;
using RunBroker.Pages.Words;

namespace RunBroker.Http;

/// <summary>
/// When more sign-ins have begun than the node can bring on, a new one is told at once to come again (503, Retry-After), so that those under way
/// still end in time: whoever waits in an endless queue has gone before it is their turn. Counted are GETs of authorize while they wait for nobody
/// but us (<see cref="Leave"/>): neither a slow provider nor somebody who sends a form by the octet takes a place. The page tries again by itself; it lies ready, since it
/// is wanted when nothing can be spared.
/// </summary>
internal sealed class Admission(RequestDelegate next, Settings settings, Warmth warmth, IServiceProvider services, ILoggerFactory log)
{
    private volatile Task<Page[]>? pages;
    private int inside;

    public Task InvokeAsync(HttpContext http)
    {
        if (!warmth.HasVisitors && IsOfSignIns(http.Request.Path))
            warmth.Visit();
        if (settings.SignInsAtOnce == 0 || !HttpMethods.IsGet(http.Request.Method) || !IsAuthorize(http.Request.Path))
            return next(http);
        if (Interlocked.Increment(ref inside) <= settings.SignInsAtOnce)
            return Admit(http);
        Interlocked.Decrement(ref inside);
        return Refuse(http);
    }

    /// <summary>From here on somebody else is waited for: the request no longer counts.</summary>
    public static void Leave(HttpContext http) => http.Features.Get<Place>()?.Leave();

    private static bool IsOfSignIns(PathString path) =>
        path.StartsWithSegments("/connect", StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments("/federation", StringComparison.OrdinalIgnoreCase);

    private static bool IsAuthorize(PathString path) =>
        path.Value.AsSpan().TrimEnd('/').Equals(Routes.Authorize, StringComparison.OrdinalIgnoreCase);

    private async Task Admit(HttpContext http)
    {
        var place = new Place(this);
        http.Features.Set(place);
        try
        {
            await next(http);
        }
        finally
        {
            place.Leave();
        }
    }

    private async Task Refuse(HttpContext http)
    {
        var ready = pages is { IsFaulted: false } rendered ? rendered : pages = Render(services, log);
        var response = http.Response;
        await ((Task)ready).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!ready.IsCompletedSuccessfully)
        {
            // The next who comes has it made anew.
            response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            response.Headers.RetryAfter = "5";
            return;
        }

        var page = (await ready)[(int)PageFrame.For(http.Request).Language];
        PageHeaders.Set(response, page.Policy);
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentLanguage = page.Language;
        // Not all at the same time.
        response.Headers.RetryAfter = RandomNumberGenerator.GetInt32(3, 8).ToString(CultureInfo.InvariantCulture);
        response.Headers["Refresh"] = response.Headers.RetryAfter;
        response.ContentLength = page.Html.Length;
        await response.Body.WriteAsync(page.Html, http.RequestAborted);
    }

    private static async Task<Page[]> Render(IServiceProvider services, ILoggerFactory log)
    {
        await using var renderer = new HtmlRenderer(services, log);
        return await renderer.Dispatcher.InvokeAsync(() => Task.WhenAll(Enum.GetValues<Language>().Select(async language =>
        {
            var frame = new PageFrame { Language = language };
            var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
            var shown = await renderer.RenderComponentAsync<MessagePage>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(MessagePage.Page)] = new PageContext(frame, nonce),
                [nameof(MessagePage.Model)] = new MessageModel { Title = frame.Texts.BusyTitle, Lead = frame.Texts.BusyLead, Status = 503 },
            }));
            return new Page(Encoding.UTF8.GetBytes(shown.ToHtmlString()), PageHeaders.Policy(PageReach.None, nonce, styled: false), frame.Texts.Tag);
        })));
    }

    private sealed class Place(Admission of)
    {
        private int left;

        public void Leave()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
                Interlocked.Decrement(ref of.inside);
        }
    }

    /// <param name="Policy">With a nonce for all who get it: no script is on it.</param>
    private sealed record Page(byte[] Html, string Policy, string Language);
}
