using System.Collections.Immutable;

namespace RunBroker.Admin.Api;

/// <summary>What needs somebody, and how the installation is.</summary>
internal static class HealthApi
{
    public static void Map(ApiGroup api)
    {
        api.Get<Page<AttentionResource>>("/attention", "listAttention", Everywhere, ApiPolicy.Operator);
        api.Get<Page<AttentionResource>>("/tenants/{slug}/attention", "listAttentionOfTenant", OfTenant);
        api.Get<HealthResource>("/health", "getHealth", Health, ApiPolicy.Operator);
    }

    private static async Task<IResult> Everywhere(HttpContext http, AttentionAdmin attention) =>
        Answer(await attention.List(null, ApiCall.LanguageOf(http), http.RequestAborted));

    private static async Task<IResult> OfTenant(HttpContext http, AttentionAdmin attention)
    {
        var call = ApiCall.Of(http);
        return Answer(await attention.List(call.Tenant, ApiCall.LanguageOf(http), call.Stop));
    }

    private static async Task<IResult> Health(HttpContext http, HealthAdmin health) =>
        ApiAnswer.Done<HealthResource>(await health.Look(http.RequestAborted));

    private static IResult Answer(ImmutableArray<AttentionResource> items) =>
        ApiAnswer.Done<Page<AttentionResource>>(new Page<AttentionResource>(items, null));
}
