using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Frame;
using RunBroker.AdminWeb.SignIn;
using RunBroker.Pages;
using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.AdminWeb.Door;

/// <summary>
/// The one filter before every admin page: cookie → caller, slug → tenant, policy, and for a form its proof. Another tenant's page and one that
/// does not exist are the same 404 (P-010).
/// </summary>
internal sealed class WebDoor(AdminAccess access, Db db, Settings settings, TimeProvider time) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        return await Refuses(http) is { } refusal ? refusal : await next(context);
    }

    private async Task<IResult?> Refuses(HttpContext http)
    {
        if (IssuerHost.Refuses(http, settings) is { } elsewhere)
            return elsewhere;
        if (await access.Find(http, http.RequestAborted) is not { } desk)
            return new Found(SignInRoutes.WithReturn(http));
        Tenant? tenant = null;
        if (http.Request.RouteValues["slug"] is string slug)
        {
            tenant = await db.Read(tx => TenantStore.FindBySlug(tx, slug), http.RequestAborted);
            if (tenant is null || !desk.Caller.Reaches(tenant.Id))
                return PersonPages.NotFound(PageFrame.For(http.Request));
        }

        var allowed = http.GetEndpoint()?.Metadata.GetMetadata<PolicyMetadata>()?.Policy switch
        {
            ApiPolicy.Read => desk.Caller.MayRead,
            ApiPolicy.Write => desk.Caller.MayWrite,
            ApiPolicy.Operator => desk.Caller.IsOperator,
            _ => false,
        };
        if (!allowed)
            return NotAllowed(http);
        var call = new WebCall(http, desk, tenant, time.GetUtcNow());
        if (HttpMethods.IsPost(http.Request.Method) && await call.ReadForm() is { } refused)
            return refused;
        call.Attach();
        return null;
    }

    private static IResult NotAllowed(HttpContext http)
    {
        var frame = PageFrame.For(http.Request);
        var words = DoorWords.In(frame.Language);
        return PersonPages.Message(frame, new() { Title = words.NotAllowedTitle, Lead = words.NotAllowedLead, Status = 403 });
    }
}
