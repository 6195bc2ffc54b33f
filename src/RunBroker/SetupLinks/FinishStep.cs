using RunBroker.Admin;
using RunBroker.AdminWeb.Connections;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.SetupLinks;

/// <summary>Switching it on, where the link allows that, and handing it over: the link is closed by it.</summary>
internal static class FinishStep
{
    public static void Map(SetupGroup setup)
    {
        setup.Get(SetupStep.Finish, "", Show);
        setup.Post(SetupStep.Finish, "", HandOver);
        setup.Post(SetupStep.Finish, "/enable", Enable);
        setup.GetDone(Done);
    }

    private static async Task<IResult> Show(HttpContext http, HolderActs acts, HolderTests tests, SetupDesk desk)
    {
        var call = await Judged(http, acts, tests);
        return Page(call, await desk.Finish(call));
    }

    private static async Task<IResult> HandOver(HttpContext http, HolderActs acts, HolderTests tests) => await Closed(await Judged(http, acts, tests), acts);

    private static async Task<IResult> Enable(HttpContext http, HolderActs acts, HolderTests tests, SetupDesk desk)
    {
        var call = await Judged(http, acts, tests);
        return await (await acts.Enable(call)).Match(
            _ => Closed(call, acts),
            async why => Page(call, await desk.Finish(call) with
            {
                Problem = call.Says(why) with { Faults = [] },
                Faults = ConnectionFaults.Of(why, new() { Protocol = "" }, call.Language),
            }, why.Status));
    }

    /// <summary>With what a test has come to that nobody has looked at yet.</summary>
    private static async Task<SetupCall> Judged(HttpContext http, HolderActs acts, HolderTests tests)
    {
        var call = SetupCall.Of(http);
        await tests.Last(call);
        return await acts.Fresh(call);
    }

    private static async Task<IResult> Closed(SetupCall call, HolderActs acts)
    {
        // Of two buttons at once one is too late, and both are done.
        await acts.HandOver(call);
        return new Found(call.At(SetupPaths.Done));
    }

    private static async Task<IResult> Done(HttpContext http, HolderActs acts, HolderDomains holderDomains)
    {
        var call = SetupCall.Of(http);
        if (call.Link.HandedOverAt is null)
            return call.Go(SetupStep.Finish);
        var domains = await holderDomains.All(call);
        return SetupDesk.Page<SetupDonePage, SetupDoneModel>(call, new()
        {
            TenantName = call.Tenant.Name,
            Enabled = call.Link.Intents.Contains(SetupIntents.Sso) ? (await acts.Connection(call))?.Resource.Enabled == true : null,
            DomainsPending = domains.Any(d => !d.Verified),
        });
    }

    private static IResult Page(SetupCall call, FinishModel model, int status = 200) => SetupDesk.Page<FinishStepPage, FinishModel>(call, model, status);
}
