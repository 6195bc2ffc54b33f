using RunBroker.AdminWeb.Door;
using RunBroker.Admin;
using RunBroker.Http;
using RunBroker.Pages;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.SetupLinks;

/// <summary>On every route of a setup: the step that it belongs to, which the link must have.</summary>
internal sealed record StepMetadata(SetupStep Step);

/// <summary>
/// The one filter before every step: cookie → opening → link, asked anew with each request, so that revocation and expiry close it at the next
/// click. A setup that this browser has not opened and one that does not exist are the same 404.
/// </summary>
internal sealed class SetupDoor(Db db, Settings settings, TimeProvider time) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return await Refuses(http) is { } refusal ? refusal : await next(context);
    }

    private async Task<IResult?> Refuses(HttpContext http)
    {
        var (frame, now) = (PageFrame.For(http.Request), time.GetUtcNow());
        if (!IssuerHost.Is(http, settings))
            return PersonPages.NotFound(frame);
        var id = (string)http.Request.RouteValues["id"]!;
        if (await db.Read(tx => Find(tx, http, id), http.RequestAborted) is not var (call, opening))
            return PersonPages.NotFound(frame);
        var step = http.GetEndpoint()!.Metadata.GetMetadata<StepMetadata>()!.Step;
        if (Over(call, step, http) is { } over)
            return over;
        if (now >= opening.ExpiresAt)
            return SetupMessages.OpenAgain(frame);
        if (!SetupPlan.Has(call.Link, step))
            return PersonPages.NotFound(frame);
        if (HttpMethods.IsPost(http.Request.Method) && await call.Web.ReadForm() is { } refused)
            return refused;
        if (!SetupPlan.IsReachable(call.Link, step))
            return call.Go(SetupPlan.Next(call.Link, call.Domains));
        call.Attach();
        return null;
    }

    /// <summary>The live opening of this link in this browser.</summary>
    public static async Task<(SetupOpening Row, Handle Handle)?> Opening(Tx tx, HttpContext http, string link)
    {
        var handles = Cookies.ReadHandles(http, Cookies.Setup);
        if (handles.IsEmpty)
            return null;
        foreach (var row in await SetupLinkStore.Openings(tx, [.. handles.Select(h => h.Id)]))
        {
            if (row.SetupLinkId == link && handles.FirstOrDefault(h => h.Id == row.Id && h.Matches(row.SecretHash)) is { } handle)
                return (row, handle);
        }

        return null;
    }

    /// <summary>Whoever made it may do so still; and of a tenant that has operators by now, its holder could sign in as one of them (P-013).</summary>
    public static async Task<bool> Stands(Tx tx, SetupLink link, Settings settings, DateTimeOffset now) =>
        !await OperatorsTenant.Is(tx, link.TenantId) && await SetupLinkAdmin.MakerMay(tx, link, settings, now);

    // Whoever reaches the last page may read it again; everything else of a link that is over is.
    private IResult? Over(SetupCall call, SetupStep step, HttpContext http)
    {
        if (SetupLinkState.Lives(call.Link, time.GetUtcNow()))
            return null;
        if (call.Link.HandedOverAt is null)
            return SetupMessages.Closed(PageFrame.For(http.Request), call.Link, time.GetUtcNow());
        call.Attach();
        return step == SetupStep.Finish && http.Request.Path.Value!.EndsWith(SetupPaths.Done, StringComparison.Ordinal) ? null
            : new AdminWeb.Frame.Found(call.At(SetupPaths.Done));
    }

    private async Task<(SetupCall Call, SetupOpening Opening)?> Find(Tx tx, HttpContext http, string id)
    {
        if (await Opening(tx, http, id) is not var (opening, handle) || await SetupLinkStore.Shown(tx, id) is not { } link
            || await TenantStore.Find(tx, link.TenantId) is not { } tenant
            || !await Stands(tx, link, settings, time.GetUtcNow()))
            return null;
        var desk = new AdminAtDesk(SetupCall.CallerOf(link, http.Ip()), "", AdminForms.Derive(handle.Secret, "setup form"), handle);
        return (new(new(http, desk, tenant, time.GetUtcNow()), link, await SetupLinkStore.Domains(tx, id)), opening);
    }
}
