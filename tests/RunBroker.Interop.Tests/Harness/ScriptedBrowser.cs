using System.Collections.Immutable;
using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace RunBroker.Interop.Tests.Harness;

/// <summary>
/// A person at a browser without scripts: follows redirects, keeps cookies, sends forms that send themselves, signs in where a password
/// is asked for, agrees where the upstream asks for consent. Anything else on a page is left alone and is where the visit ends.
/// </summary>
internal sealed class ScriptedBrowser(Person? person = null) : IDisposable
{
    private const int MostSteps = 40;
    private readonly HttpClient http = Wire.Client();

    public CookieJar Cookies { get; } = new();

    /// <summary>Every address asked for, in order.</summary>
    public ImmutableArray<Uri> Trail { get; private set; } = [];

    /// <summary>Goes there and on to where it ends.</summary>
    public Task<Page> Visit(Uri address) => Visit(address, _ => false);

    /// <summary>As <see cref="Visit(Uri)"/>, but stops before the first request that <paramref name="until"/> holds for; <see cref="Continue"/> makes it.</summary>
    public Task<Page> Visit(Uri address, Func<Uri, bool> until) => Walk(new Step(address, null), until);

    /// <summary>Makes the request that a visit stopped before, and goes on.</summary>
    public Task<Page> Continue(Page stopped, Func<Uri, bool>? until = null) =>
        Walk(stopped.Next ?? throw new InvalidOperationException("the visit had ended"), until ?? (_ => false), first: true);

    /// <summary>Forgets the way so far.</summary>
    public void ForgetTrail() => Trail = [];

    public void Dispose() => http.Dispose();

    private async Task<Page> Walk(Step step, Func<Uri, bool> until, bool first = false)
    {
        for (var steps = 0; steps < MostSteps; steps++)
        {
            if (!first && until(step.Address))
                return new Page(step.Address, null, "", step);
            first = false;
            var page = await Send(step);
            if (page.Next is null)
                return page;
            step = page.Next;
        }

        throw new InvalidOperationException($"more than {MostSteps} steps: {string.Join('\n', Trail)}");
    }

    private async Task<Page> Send(Step step)
    {
        Trail = Trail.Add(step.Address);
        using var request = new HttpRequestMessage(step.Form is null ? HttpMethod.Get : HttpMethod.Post, step.Address);
        // what a browser's navigation carries; all ports of one host are one site
        request.Headers.Add("Accept", "text/html,application/json;q=0.9");
        request.Headers.Add("Accept-Language", "en");
        request.Headers.Add("Sec-Fetch-Mode", "navigate");
        request.Headers.Add("Sec-Fetch-Dest", "document");
        request.Headers.Add("Sec-Fetch-Site", Trail.Length == 1 ? "none" : "same-site");
        if (Cookies.For(step.Address) is { Length: > 0 } cookies)
            request.Headers.Add("Cookie", cookies);
        if (step.Form is { } form)
        {
            request.Content = new FormUrlEncodedContent(form);
            request.Headers.Add("Origin", (step.From ?? step.Address).GetLeftPart(UriPartial.Authority));
        }

        using var answer = await http.SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out var set))
            set.ToList().ForEach(c => Cookies.Store(step.Address, c));
        var body = await answer.Content.ReadAsStringAsync();
        var next = answer.Headers.Location is { } location && (int)answer.StatusCode is >= 301 and <= 308
            ? new Step(new Uri(step.Address, location), answer.StatusCode is HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect ? step.Form : null)
            : FromForm(step.Address, answer, body);
        return new Page(step.Address, answer.StatusCode, body, next);
    }

    private Step? FromForm(Uri at, HttpResponseMessage answer, string body)
    {
        if (!answer.IsSuccessStatusCode || answer.Content.Headers.ContentType?.MediaType != "text/html")
            return null;

        foreach (var form in new HtmlParser().ParseDocument(body).Forms)
        {
            var inputs = form.Elements.OfType<IHtmlInputElement>().Where(i => i.Name is not null).ToList();
            var asksPassword = inputs.Any(i => i.Type == "password");
            if (asksPassword && person is null || !(asksPassword || IsConsent(inputs) || SendsItself(inputs)))
                continue;
            var fields = inputs.ToDictionary(i => i.Name!, i => i.Type == "password" ? person!.Password : i.Name is "login" or "username" ? person!.Login : i.Value);
            return new Step(new Uri(at, form.GetAttribute("action") ?? ""), fields, at);
        }

        return null;
    }

    private static bool IsConsent(List<IHtmlInputElement> inputs) => inputs is [{ Name: "prompt", Value: "consent" }];

    /// <summary>The forms that carry protocol messages by POST (form_post, SAML's POST binding, oidc-provider's own resume and its question about signing out).</summary>
    private static bool SendsItself(List<IHtmlInputElement> inputs) =>
        inputs.Any(i => i.Name is "SAMLRequest" or "SAMLResponse" or "code" or "error" or "xsrf") && inputs.All(i => i.Type is "hidden" or "submit");
}

/// <summary>A request to make: GET, or POST of a form.</summary>
internal sealed record Step(Uri Address, IReadOnlyDictionary<string, string>? Form, Uri? From = null);

/// <summary>Where a visit ended, or, without a status, what it stopped before.</summary>
internal sealed record Page(Uri Address, HttpStatusCode? Status, string Body, Step? Next);
