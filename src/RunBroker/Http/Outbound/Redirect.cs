using System.Net;

namespace RunBroker.Http.Outbound;

/// <summary>A redirect's target passes the same checks as a first URL, and never leaves https (O-162).</summary>
internal static class Redirect
{
    /// <summary>Null if the answer is no redirect; "" for one without a target.</summary>
    public static string? LocationOf(HttpResponseMessage response)
    {
        if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            return null;
        return response.Headers.NonValidated.TryGetValues("Location", out var values) ? values.FirstOrDefault() ?? "" : "";
    }

    public static OutboundUrlOutcome Check(OutboundUrl from, string location, OutboundRules rules)
    {
        if (location.Length == 0 || !Uri.TryCreate(from.Uri, location, out var target))
            return new OutboundUrlOutcome.Refused(OutboundReason.BadUrl);
        // The target's own text is checked, so that what a parser repairs or drops ("https://@host") is still seen.
        var text = Uri.TryCreate(location, UriKind.Absolute, out var whole) && !whole.IsFile ? location : target.AbsoluteUri;
        return OutboundUrl.Check(text, rules) switch
        {
            OutboundUrlOutcome.Accepted { Url.PlainHttp: true } when !from.PlainHttp
                => new OutboundUrlOutcome.Refused(OutboundReason.SchemeNotAllowed),
            var outcome => outcome,
        };
    }
}
