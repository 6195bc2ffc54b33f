using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Connections;
using RunBroker.AdminWeb.Frame;
using RunBroker.Guides;
using RunBroker.Pages;

namespace RunBroker.SetupLinks;

/// <summary>Puts together what a page of a setup shows: of this one setup, and nothing else of the tenant.</summary>
internal sealed class SetupDesk(GuideShelf guides, HolderActs acts, HolderDomains holderDomains, ReplacedConnections replaced)
{
    public SetupSurround Around(SetupCall call, SetupStep here) => new()
    {
        Frame = call.Web.Frame,
        TenantName = call.Tenant.Name,
        Note = call.Link.Note,
        ExpiresAt = call.Link.ExpiresAt,
        Opens = call.Link.Opens,
        MaxOpens = call.Link.MaxOpens,
        Here = here,
        Steps = [.. SetupPlan.Of(call.Link, call.Domains).Select(s =>
            new SetupStopLine(s.Step, s.Done, SetupPlan.IsReachable(call.Link, s.Step), call.At(s.Step), Says(call, s)))],
    };

    public static IResult Page<TView, TModel>(SetupCall call, TModel model, int status = 200)
        where TView : Pages.Views.View<TModel>
        where TModel : class =>
        new PageResult<TView, TModel>(
            PageFrame.For(call.Web.Http.Request).WithLanguageLink(call.Web.Http.Request) with { TenantName = call.Tenant.Name }, model, status, PageReach.Own([]));

    /// <summary>The connection's form, without a word of anything else.</summary>
    public ConnectionPageModel Form(SetupCall call, Versioned<ConnectionResource> stored, ConnectionForm? form = null) =>
        ConnectionDesk.Alone(stored, Plans.AllowSso(call.Tenant), call.Language, form) with
        {
            Guide = guides.Find(call.Link.Guide) is { } guide && guide.For(stored.Resource.Protocol) is not null ? guide : guides.Find(GuideShelf.Other),
        };

    public async Task<FinishModel> Finish(SetupCall call)
    {
        var connection = await acts.Connection(call);
        var domains = await holderDomains.All(call);
        return new()
        {
            Setup = Around(call, SetupStep.Finish),
            Name = connection?.Resource.Name,
            Ready = call.Link.Ready,
            Tested = call.Link.TestedAt is not null,
            Enabled = connection?.Resource.Enabled == true,
            MayEnable = call.Link.Intents.Contains(SetupIntents.Enable),
            Replaces = connection is null ? null : await replaced.Users(call.Tenant, connection.Resource.Id, call.Stop),
            DomainsPending = [.. domains.Where(d => !d.Verified).Select(d => d.Domain)],
        };
    }

    private string? Says(SetupCall call, SetupStop stop)
    {
        var w = call.Language.Words<SetupWords>();
        return (stop.Step, stop.Done) switch
        {
            (_, false) => null,
            (SetupStep.Provider, _) => guides.Find(call.Link.Guide)?.Name.In(call.Language),
            (SetupStep.Connect or SetupStep.Certificate, _) => w.SavedAt(call.Language.Words<CommonWords>().Moment(call.Web.Now, call.Link.SavedAt!.Value)),
            (SetupStep.Domain, _) => string.Join(", ", call.Domains),
            (SetupStep.Test, _) => w.TestedAt(call.Language.Words<CommonWords>().Moment(call.Web.Now, call.Link.TestedAt!.Value)),
            _ => null,
        };
    }
}
