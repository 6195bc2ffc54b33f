using RunBroker.Protocol;

namespace RunBroker.Http;

/// <summary>Parameters as they came: from the query of a GET, from the form of a POST, never mixed (RFC6749-3.1, 3.2).</summary>
internal static class RequestReading
{
    /// <summary>The query of a GET, the form of a POST; null when a POST is no form.</summary>
    public static async Task<Parameters?> ReadParameters(this HttpRequest request, CancellationToken stop) =>
        HttpMethods.IsPost(request.Method) ? await request.ReadFormParameters(stop) : Parameters.Parse(request.QueryString.Value);

    /// <summary>Null when the body is not application/x-www-form-urlencoded, or is too large or not well-formed.</summary>
    public static async Task<Parameters?> ReadFormParameters(this HttpRequest request, CancellationToken stop)
    {
        if (!request.HasFormContentType || request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true)
            return null;
        try
        {
            var form = await request.ReadFormAsync(stop);
            return Parameters.From(form.SelectMany(field => field.Value, (field, value) => new KeyValuePair<string, string?>(field.Key, value)));
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Whole segments, with their case: /api is not /apis.</summary>
    public static bool IsUnder(this PathString path, string prefix) => path.StartsWithSegments(prefix, StringComparison.Ordinal);

    public static string? Ip(this HttpContext http) => http.Connection.RemoteIpAddress?.ToString();

    /// <summary>At most 256 characters, without control characters and halves of pairs: it is shown to people and written to logs.</summary>
    public static string? UserAgent(this HttpContext http)
    {
        var text = http.Request.Headers.UserAgent.ToString();
        return text.Length == 0 ? null : new string([.. text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(256)]);
    }
}
