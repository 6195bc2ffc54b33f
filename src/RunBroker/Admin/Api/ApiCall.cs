using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using RunBroker.Http;
using RunBroker.Http.Json;
using RunBroker.Pages.Words;
using RunBroker.Storage.Model;

namespace RunBroker.Admin.Api;

/// <summary>One request to the management API after the door let it in: who calls, which tenant, what was sent.</summary>
internal sealed class ApiCall(HttpContext http, ManagementCaller caller, Tenant? tenant)
{
    private byte[]? body;

    public ManagementCaller Caller => caller;

    /// <summary>Of the routes below <c>/tenants/{slug}</c>, where the door has checked that the caller reaches it.</summary>
    public Tenant Tenant => tenant ?? throw new InvalidOperationException("The route names no tenant.");

    private int MostBytes => http.GetEndpoint()?.Metadata.GetMetadata<BodyLimit>()?.Bytes ?? Limits.JsonBytes;

    public Language Language => LanguageChoice.Choose(null, http.Request.Headers.AcceptLanguage);

    public CancellationToken Stop => http.RequestAborted;

    /// <summary>The versions that <c>If-Match</c> allows; null when any.</summary>
    public string? IfMatch => http.Request.Headers.IfMatch is { Count: > 0 } sent ? sent.ToString() : null;

    /// <summary>For answers that have words for people.</summary>
    public static Language LanguageOf(HttpContext http) => LanguageChoice.Choose(null, http.Request.Headers.AcceptLanguage);

    public static ApiCall Of(HttpContext http) => (ApiCall)http.Items[typeof(ApiCall)]!;

    public void Attach() => http.Items[typeof(ApiCall)] = this;

    public string Route(string name) => (string)http.Request.RouteValues[name]!;

    /// <summary>PostgreSQL takes no NUL in a text; with another character in its place the text fits nothing, as it should.</summary>
    public string? Query(string name) => http.Request.Query[name] is { Count: > 0 } sent ? sent[0]?.Replace('\0', '\uFFFD') : null;

    public AdminResult<PageAsk> Page() => PageAsk.Read(Query("limit"), Query("cursor"));

    /// <summary>The octets, read once; null when there are too many.</summary>
    public async Task<byte[]?> Octets()
    {
        if (body is not null)
            return body;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size && size.MaxRequestBodySize <= MostBytes)
            size.MaxRequestBodySize = MostBytes + 1;
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int got;
        while ((got = await http.Request.Body.ReadAsync(buffer, Stop)) > 0)
        {
            await read.WriteAsync(buffer.AsMemory(0, got), Stop);
            if (read.Length > MostBytes)
                return null;
        }

        await OneCore.Leave();
        return body = read.ToArray();
    }

    /// <summary>The body as one strict JSON object.</summary>
    public async Task<AdminResult<JsonObject>> Body()
    {
        var type = http.Request.ContentType?.Split(';')[0].Trim();
        if (!string.Equals(type, "application/json", StringComparison.OrdinalIgnoreCase)
            && !string.Equals(type, "application/merge-patch+json", StringComparison.OrdinalIgnoreCase))
            return Problem.MediaType;
        if (await Octets() is not { } octets)
            return new Problem(413, "too_large", "The body is too large", $"At most {MostBytes} bytes.");
        return StrictJson.ReadObject(octets, MostBytes).Match<AdminResult<JsonObject>>(
            accepted: a => a.Value,
            refused: r => r.Fault == JsonFault.NotJson || r.Fault == JsonFault.NotAnObject || r.Fault == JsonFault.DuplicateMember
                ? new Problem(422, "malformed_json", "The body is not one JSON object", r.Says)
                : new Problem(422, "refused_json", "The body cannot be accepted", r.Says));
    }

    /// <summary>As <see cref="Body"/>; an action may be called without one.</summary>
    public async Task<AdminResult<JsonObject>> OptionalBody() =>
        await Octets() is { Length: 0 } ? new JsonObject() : await Body();

    /// <summary>A list's <c>tag=key:value</c> filters and the like are read by each list; these are the ones it does not know.</summary>
    public ImmutableArray<string> UnknownQuery(params ReadOnlySpan<string> known)
    {
        var names = http.Request.Query.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var name in known)
            names.Remove(name);
        return [.. names];
    }
}
