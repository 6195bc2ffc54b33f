using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin.Api;

/// <summary>What a route asks of its caller. A route without one is closed to everybody (P-012).</summary>
internal enum ApiPolicy
{
    Read,
    Write,
    Operator,
}

/// <summary>
/// The one filter before every management endpoint: token → caller, slug → tenant, policy. Another tenant's slug and one that
/// does not exist get the same 404 before scopes are looked at, so neither the status nor the text tells which it was (P-010).
/// </summary>
internal sealed class ApiDoor(ManagementTokens tokens, Db db) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var (call, refused) = await Enter(http);
        if (call is null)
            return ApiAnswer.Refuse(refused!);
        call.Attach();
        return await next(context);
    }

    private async Task<(ApiCall? Call, Problem? Refused)> Enter(HttpContext http)
    {
        if (BearerOf(http.Request) is not { } token)
            return (null, Problem.NoToken);
        if (await tokens.Authenticate(token, http.RequestAborted) is not { } caller)
            return (null, Problem.BadToken);
        caller = caller with { Ip = http.Connection.RemoteIpAddress?.ToString() };

        Tenant? tenant = null;
        if (http.Request.RouteValues["slug"] is string slug)
        {
            tenant = await db.Read(tx => TenantStore.FindBySlug(tx, slug), http.RequestAborted);
            if (tenant is null || !caller.Reaches(tenant.Id))
                return (null, caller.MayRead ? Problem.NotFound : Problem.Scope);
        }

        return Allows(http.GetEndpoint()?.Metadata.GetMetadata<PolicyMetadata>()?.Policy, caller)
            ? (new ApiCall(http, caller, tenant), null)
            : (null, Problem.Scope);
    }

    private static bool Allows(ApiPolicy? policy, ManagementCaller caller) => policy switch
    {
        ApiPolicy.Read => caller.MayRead,
        ApiPolicy.Write => caller.MayWrite,
        ApiPolicy.Operator => caller.IsOperator,
        _ => false,
    };

    /// <summary>RFC6750-2.1 only: a token in a query or a form ends in logs.</summary>
    internal static string? BearerOf(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        return request.Headers.Authorization is [{ } sent] && sent.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? sent[Scheme.Length..].Trim()
            : null;
    }
}

/// <summary>On every management endpoint; the test of all routes reads it.</summary>
internal sealed record PolicyMetadata(ApiPolicy Policy);
