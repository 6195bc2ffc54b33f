using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Connections;
using RunBroker.AdminWeb.Frame;
using RunBroker.Guides;
using RunBroker.Pages;

namespace RunBroker.SetupLinks;

/// <summary>Puts together what a page of a setup shows: of this one setup, and nothing else of the tenant.</summary>
internal sealed class SetupDesk(ConnectionDesk desk, ConnectionAdmin connections, ConnectionImpact impact, GuideShelf guides, HolderActs acts)
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

    /// <summary>The connection's form, without a word of the tenant's other connections.</summary>
    public async Task<ConnectionPageModel> Form(SetupCall call, Versioned<ConnectionResource> stored, ConnectionForm? form = null) =>
        await desk.Of(call.Web, stored, form) with
        {
            Enabling = new(Plans.AllowSso(call.Tenant), [], 0),
            Guide = guides.Find(call.Link.Guide) is { } guide && guide.For(stored.Resource.Protocol) is not null ? guide : guides.Find(GuideShelf.Other),
        };

    public async Task<FinishModel> Finish(SetupCall call)
    {
        var connection = call.Link.Intents.Contains(SetupIntents.Domain) && call.Link.ConnectionId is null ? null : await acts.Connection(call);
        var domains = await acts.Domains(call);
        return new()
        {
            Setup = Around(call, SetupStep.Finish),
            Name = connection?.Resource.Name,
            Ready = call.Link.Ready,
            Tested = call.Link.TestedAt is not null,
            Enabled = connection?.Resource.Enabled == true,
            MayEnable = call.Link.Intents.Contains(SetupIntents.Enable),
            Replaces = connection is null ? null : await Replaced(call, connection.Resource.Id),
            DomainsPending = [.. domains.Where(d => !d.Verified).Select(d => d.Domain)],
        };
    }

    /// <summary>How many are signed out by what an exclusive tenant's new connection takes the place of; null: of nothing.</summary>
    private async Task<long?> Replaced(SetupCall call, string id)
    {
        if (call.Tenant.ConnectionPolicy != TenantAdmin.Exclusive)
            return null;
        var live = await connections.List(call.Tenant.Id, archived: false, new(Limits.PageMax, null), call.Stop);
        long? users = null;
        foreach (var other in live.Items.Where(c => c.Enabled && c.Id != id))
            users = (users ?? 0) + (await impact.Of(call.Tenant.Id, other.Id, call.Stop)).Match(i => i.Disable.Users, _ => 0);
        return users;
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
