using Microsoft.AspNetCore.Http.Features;
using RunBroker.Protocol;

namespace RunBroker.Http;

/// <summary>Parameters as they came: from the query of a GET, from the form of a POST, never mixed (RFC6749-3.1, 3.2).</summary>
internal static class RequestReading
{
    /// <summary>The query of a GET, the form of a POST; null when a POST is no form, or a parameter has a NUL.</summary>
    public static async Task<Parameters?> ReadParameters(this HttpRequest request, CancellationToken stop) =>
        HttpMethods.IsPost(request.Method) ? await request.ReadFormParameters(stop) : WithoutNul(Parameters.Parse(request.QueryString.Value));

    /// <summary>Null when the body is not application/x-www-form-urlencoded, is over the limit (O-125) or not well-formed, or a parameter has a NUL.</summary>
    /// <param name="limit">In octets; a SAML message is the one thing that may be larger than 64 KB.</param>
    public static async Task<Parameters?> ReadFormParameters(this HttpRequest request, CancellationToken stop, int limit = Limits.FormBytes)
    {
        if (!request.HasFormContentType || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return null;
        // FormOptions limits each key and value, and the length only of a form that is buffered: this is the limit of the whole.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit;
        if (limit > Limits.FormBytes)
            request.HttpContext.Features.Set<IFormFeature>(new FormFeature(request, Limits.Form(limit)));
        try
        {
            var form = await request.ReadFormAsync(stop);
            // A message that large takes a while to read.
            if (limit > Limits.FormBytes && !(request.ContentLength < Limits.FormBytes))
                await OneCore.Leave();
            return WithoutNul(Parameters.From(form.SelectMany(field => field.Value, (field, value) => new KeyValuePair<string, string?>(field.Key, value))));
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>No parameter of any of our protocols may hold a NUL (RFC6749-A), and PostgreSQL takes none in a text: the request is not readable.</summary>
    private static Parameters? WithoutNul(Parameters sent) =>
        sent.All.Any(p => p.Key.Contains('\0', StringComparison.Ordinal) || p.Value.Contains('\0', StringComparison.Ordinal)) ? null : sent;

    /// <summary>Whether a parameter came at all, with or without a value; of a form only once it was read.</summary>
    public static bool Has(this HttpRequest request, string name) => HttpMethods.IsPost(request.Method)
        ? request.HttpContext.Features.Get<IFormFeature>()?.Form?.ContainsKey(name) == true : request.Query.ContainsKey(name);

    /// <summary>
    /// A picture, frame or script of another site's page, which nobody sees and nobody pressed. SameSite=Lax keeps our sessions from it, but the
    /// cookies of sign-ins under way come along. Browsers that do not say so are believed.
    /// </summary>
    public static bool IsOfAnothersPage(this HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() == "cross-site" && request.Headers["Sec-Fetch-Dest"].ToString() is not ("" or "document");

    /// <summary>Whole segments, with their case: /api is not /apis.</summary>
    public static bool IsUnder(this PathString path, string prefix) => path.StartsWithSegments(prefix, StringComparison.Ordinal);

    /// <summary>Sent by a page of this very host, or by a browser that does not say: no other page has a form for it.</summary>
    public static bool MayBeOfOurPage(this HttpRequest request) => request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin";

    public static string? Ip(this HttpContext http) => http.Connection.RemoteIpAddress?.ToString();

    /// <summary>At most 256 characters, without control characters and halves of pairs: it is shown to people and written to logs.</summary>
    public static string? UserAgent(this HttpContext http)
    {
        var text = http.Request.Headers.UserAgent.ToString();
        return text.Length == 0 ? null : text.Length <= 256 && !text.AsSpan().ContainsAnyExceptInRange(' ', '~') ? text : new string([.. text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(256)]);
    }
}
