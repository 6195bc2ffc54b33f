using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Tokens;

/// <summary>API tokens: of one tenant, or of the installation. Made by operators, revoked by whoever they reach.</summary>
internal static class TokenPages
{
    private const string OfTenant = "/tenants/{slug}/tokens";

    public static void Map(WebGroup web)
    {
        foreach (var all in (ReadOnlySpan<string>)["/tokens", OfTenant])
        {
            var policy = all == OfTenant ? ApiPolicy.Read : ApiPolicy.Operator;
            web.Get(all, List, policy);
            web.Post(all, Create, ApiPolicy.Operator);
            web.Post(all + "/{id}/revoke", Revoke, all == OfTenant ? ApiPolicy.Write : ApiPolicy.Operator);
        }
    }

    private static Task<IResult> List(HttpContext http, TokenAdmin tokens) => Show(WebCall.Of(http), tokens, null, null);

    private static async Task<IResult> Show(WebCall call, TokenAdmin tokens, string? made, FormProblem? problem)
    {
        var slug = call.Frame.TenantSlug;
        // An operator's list is of all tokens; a tenant's page shows that tenant's, to an operator, too.
        var caller = slug is null ? call.Caller : call.Caller with { Tenant = call.Tenant.Id };
        var page = await tokens.List(caller, new PageAsk(Limits.PageMax, null), call.Stop);
        return new AdminPage<TokenListView, TokenListModel, TokenWords>(call.Frame, new()
        {
            Tokens = [.. page.Items
                .Select(t => new TokenRow(t.Id, t.Prefix, string.Join(' ', t.Scopes), t.Tenant, t.ExpiresAt, t.LastUsedAt, t.CreatedAt))],
            Made = made,
            Problem = problem,
        }, problem is null ? 200 : 422);
    }

    /// <summary>The token is on the answer to this form and on no other page, so there is no redirect.</summary>
    private static async Task<IResult> Create(HttpContext http, TokenAdmin tokens)
    {
        var call = WebCall.Of(http);
        var slug = call.Frame.TenantSlug;
        var sent = new JsonObject { ["scopes"] = new JsonArray(call.Field("scope")) };
        if (slug is not null)
            sent["tenant"] = slug;
        if (int.TryParse(call.Field("days"), NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 3650)
            sent["expires_at"] = call.Now.AddDays(days).UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        return await (await tokens.Create(call.Caller, sent, call.Stop)).Match(
            made => Show(call, tokens, made.Resource.Token, null), problem => Show(call, tokens, null, FormProblem.Of(problem)));
    }

    private static async Task<IResult> Revoke(HttpContext http, TokenAdmin tokens)
    {
        var call = WebCall.Of(http);
        var back = call.Frame.TenantSlug is null ? "/admin/tokens" : call.Frame.At("/tokens");
        return (await tokens.Revoke(call.Caller, call.Route("id"), call.Stop)).Match(
            _ => Found.After(back, "revoked"), _ => AdminPages.NotFound(call));
    }
}

public sealed record TokenRow(
    string Id, string Prefix, string Scopes, string? Tenant, DateTime? ExpiresAt, DateTime? LastUsedAt, DateTime CreatedAt);

public sealed record TokenListModel
{
    public required ImmutableArray<TokenRow> Tokens { get; init; }
    /// <summary>Shown this once.</summary>
    public string? Made { get; init; }
    public FormProblem? Problem { get; init; }
}
