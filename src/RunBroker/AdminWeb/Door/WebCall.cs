using Microsoft.AspNetCore.Http.Features;
using RunBroker.Admin;
using RunBroker.AdminWeb.Frame;
using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Storage.Model;

namespace RunBroker.AdminWeb.Door;

/// <summary>One request to an admin page after the door let it in: who, which tenant, and the form that was sent.</summary>
internal sealed class WebCall(HttpContext http, AdminAtDesk desk, Tenant? tenant, DateTimeOffset now)
{
    private IFormCollection? form;

    public ManagementCaller Caller => desk.Caller;

    public AdminAtDesk Desk => desk;

    public HttpContext Http => http;

    /// <summary>Of the routes below <c>/admin/tenants/{slug}</c>.</summary>
    public Tenant Tenant => tenant ?? throw new InvalidOperationException("The route names no tenant.");

    public CancellationToken Stop => http.RequestAborted;

    public DateTimeOffset Now => now;

    public static WebCall Of(HttpContext http) => (WebCall)http.Items[typeof(WebCall)]!;

    public void Attach() => http.Items[typeof(WebCall)] = this;

    public string Route(string name) => (string)http.Request.RouteValues[name]!;

    /// <summary>PostgreSQL takes no NUL in a text; with another character in its place the text fits nothing, as it should.</summary>
    public string? Query(string name) => http.Request.Query[name] is { Count: > 0 } sent ? Without(sent[0]) : null;

    /// <summary>A field of the form, its line ends as \n; empty when it did not come.</summary>
    public string Field(string name) => Fields(name) is [var first, ..] ? first : "";

    public IReadOnlyList<string> Fields(string name) =>
        form is not null && form.TryGetValue(name, out var sent) ? [.. sent.Select(v => Without(v)!.ReplaceLineEndings("\n"))] : [];

    public bool Ticked(string name) => Field(name).Length > 0;

    /// <summary>Fields whose names begin so, in the order of the page: rows of a list.</summary>
    public IEnumerable<string> FieldNames(string prefix) =>
        form?.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)) ?? [];

    public IFormFile? File(string name) => form?.Files.GetFile(name);

    public AdminResult<PageAsk> Page() => PageAsk.Read(Query("limit"), Query("cursor"));

    /// <summary>What surrounds the page.</summary>
    public AdminFrame Frame => new()
    {
        Language = PageFrame.For(http.Request).Language,
        Who = desk.Name,
        IsOperator = desk.Caller.IsOperator,
        MayWrite = desk.Caller.MayWrite,
        TenantSlug = tenant?.Slug,
        TenantName = tenant?.Name,
        Path = http.Request.Path.Value ?? "",
        Proof = desk.FormProof,
        Now = now,
        Said = Query("said"),
    };

    /// <returns>Null when the form is there and ours; else the answer.</returns>
    public async Task<IResult?> ReadForm()
    {
        var limit = http.GetEndpoint()?.Metadata.GetMetadata<FormLimit>()?.Bytes ?? Limits.FormBytes;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = limit + Limits.FormBytes;
        http.Features.Set<IFormFeature>(new FormFeature(http.Request, Limits.AdminForm(limit)));
        try
        {
            form = http.Request.HasFormContentType ? await http.Request.ReadFormAsync(Stop) : FormCollection.Empty;
            await OneCore.Leave();
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return Refuse(words => (words.TooLargeTitle, words.TooLargeLead), 413);
        }

        // A page that was open while the admin session changed, or a form of somebody else's page (P-016).
        return AdminForms.Holds(desk, Field(AdminForms.Field)) && !http.Request.IsOfAnothersPage()
            ? null : Refuse(words => (words.StaleTitle, words.StaleLead), 403);
    }

    private IResult Refuse(Func<DoorWords, (string Title, string Lead)> says, int status)
    {
        var frame = PageFrame.For(http.Request);
        var (title, lead) = says(DoorWords.In(frame.Language));
        return PersonPages.Message(frame, new() { Title = title, Lead = lead, Status = status });
    }

    private static string? Without(string? text) => text?.Replace('\0', '\uFFFD');
}
