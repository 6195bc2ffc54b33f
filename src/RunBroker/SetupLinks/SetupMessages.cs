using RunBroker.Admin;
using RunBroker.AdminWeb.Frame;
using RunBroker.Pages;
using RunBroker.Storage.Model;

namespace RunBroker.SetupLinks;

/// <summary>The pages around a setup: before it is opened, and when it is not open.</summary>
internal static class SetupMessages
{
    public static IResult Begin(PageFrame frame, Tenant tenant, SetupLink link, OwnForm form) =>
        new PageResult<SetupBeginPage, SetupBeginModel>(frame with { TenantName = tenant.Name }, new()
        {
            Form = form,
            TenantName = tenant.Name,
            Note = link.Note,
            ExpiresAt = link.ExpiresAt,
            OpensLeft = link.MaxOpens - link.Opens,
            Steps = [.. SetupPlan.Of(link, []).Select(s => s.Step)],
        }, 200, PageReach.Own([]));

    /// <summary>A wrong secret and a link that never was: one text.</summary>
    public static IResult Unknown(PageFrame frame) => Say(frame, w => (w.UnknownTitle, w.UnknownLead), 404);

    public static IResult OpenAgain(PageFrame frame) => Say(frame, w => (w.OpenAgainTitle, w.OpenAgainLead), 410);

    public static IResult Closed(PageFrame frame, SetupLink link, DateTimeOffset now) => SetupLinkState.Of(link, now) switch
    {
        SetupLinkState.HandedOver => Say(frame, w => (w.HandedOverTitle, w.HandedOverClosed), 410),
        SetupLinkState.Revoked => Say(frame, w => (w.RevokedTitle, w.AskForAnother), 410),
        SetupLinkState.Expired => Say(frame, w => (w.ExpiredTitle, w.AskForAnother), 410),
        _ => Say(frame, w => (w.OpenedOftenTitle, w.AskForAnother), 410),
    };

    /// <summary>An admin has put it away meanwhile.</summary>
    public static IResult ConnectionGone(SetupCall call) =>
        Say(PageFrame.For(call.Web.Http.Request), w => (w.GoneTitle, w.AskForAnother), 410);

    private static IResult Say(PageFrame frame, Func<SetupWords, (string Title, string Lead)> says, int status)
    {
        var (title, lead) = says(frame.Language.Words<SetupWords>());
        return PersonPages.Message(frame, new() { Title = title, Lead = lead, Status = status });
    }
}
