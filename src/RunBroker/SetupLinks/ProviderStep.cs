using RunBroker.Admin;
using RunBroker.Guides;

namespace RunBroker.SetupLinks;

/// <summary>Which provider, and by which protocol.</summary>
internal static class ProviderStep
{
    public static void Map(SetupGroup setup)
    {
        setup.Get(SetupStep.Provider, "", Show);
        setup.Post(SetupStep.Provider, "", Choose);
    }

    private static async Task<IResult> Show(HttpContext http, HolderActs acts, SetupDesk desk, GuideShelf guides)
    {
        var call = SetupCall.Of(http);
        return await Page(call, acts, desk, guides, null);
    }

    private static async Task<IResult> Choose(HttpContext http, HolderActs acts, SetupDesk desk, GuideShelf guides)
    {
        var call = SetupCall.Of(http);
        if (call.Web.Field("choice").Split(' ') is not [var id, var protocol] || protocol is not (ConnectionState.Oidc or ConnectionState.Saml)
            || guides.Find(id) is not { } guide || guide.For(protocol) is null)
            return call.Go(SetupStep.Provider);
        return await (await acts.Choose(call, guide, protocol)).Match<Task<IResult>>(
            _ => Task.FromResult<IResult>(call.Go(SetupStep.Connect)),
            why => Page(call, acts, desk, guides, why));
    }

    private static async Task<IResult> Page(SetupCall call, HolderActs acts, SetupDesk desk, GuideShelf guides, Problem? why)
    {
        var now = (await acts.Connection(call))?.Resource;
        return SetupDesk.Page<ProviderStepPage, ProviderModel>(call, new()
        {
            Setup = desk.Around(call, SetupStep.Provider),
            Guides = guides.All,
            Chosen = now is null ? null : call.Link.Guide,
            Protocol = now?.Protocol,
            Only = now is null || call.Link.OwnConnection ? null : now.Protocol,
            Loses = call.Link.SavedAt is not null,
            Problem = why is null ? null : call.Says(why),
        }, why?.Status ?? 200);
    }
}
