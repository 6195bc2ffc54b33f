using System.Globalization;
using RunBroker.Admin;
using RunBroker.AdminWeb.Connections;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.SetupLinks;

/// <summary>Our values to take there, their values to bring here: the fields, checks and messages of the admin pages.</summary>
internal static class ConnectStep
{
    public static void Map(SetupGroup setup)
    {
        setup.Get(SetupStep.Connect, "", Show);
        setup.Post(SetupStep.Connect, "", Save, Limits.ConnectionJsonBytes);
    }

    private static async Task<IResult> Show(HttpContext http, HolderActs acts, SetupDesk desk)
    {
        var call = SetupCall.Of(http);
        // What is wrong with an OIDC provider is known only by asking it.
        var saved = call.Web.Query("check") is not null;
        if (await acts.Connection(call, ask: saved) is not { } stored)
            return call.Go(SetupStep.Provider);
        var form = desk.Form(call, stored);
        // Before anything was typed nothing can be wrong yet.
        return Page(call, desk, saved || !IsBlank(stored.Resource) ? form : form with { Faults = [] });
    }

    private static bool IsBlank(ConnectionResource c) => c is { IssuerUrl: null, ClientId: null, MetadataUrl: null, IdpEntityId: null, SsoUrl: null };

    private static async Task<IResult> Save(HttpContext http, HolderActs acts, SetupDesk desk)
    {
        var call = SetupCall.Of(http);
        if (await acts.Connection(call) is not { } before)
            return call.Go(SetupStep.Provider);
        var form = await FormReading.Of(call.Web, before.Resource.Protocol);
        var opened = long.TryParse(call.Web.Field("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
        var shown = form.With("name", form["name"]);
        if (call.Web.Field("do").Length > 0)
            return Page(call, desk, desk.Form(call, before, shown) with { Faults = [], MoreTags = 3, Version = opened, SecretTyped = Secret(call) });
        var saved = FormReading.NoDocument(form, before.Resource) is { } nothing ? nothing
            : await acts.Save(call, FormReading.Patch(form, call.Web, before.Resource), opened);
        return await saved.Match<Task<IResult>>(
            stored => Task.FromResult<IResult>(stored.Resource.Warnings.Any(w => w.Blocks)
                ? Found.After(call.At(SetupStep.Connect) is var at && at.Contains('?', StringComparison.Ordinal) ? at + "&check=now" : at + "?check=now",
                    nameof(ConnectionFormWords.Saved))
                : call.GoAfter(SetupStep.Connect)),
            async why =>
            {
                var words = call.Language.Words<ConnectionFormWords>();
                var stale = why == Problem.Stale && await acts.Connection(call) is { } latest ? latest : null;
                return Page(call, desk, desk.Form(call, stale ?? before, shown) with
                {
                    Refused = new(why.Code, words.Title(why), words.Why(why)),
                    Faults = ConnectionFaults.Of(why, shown, call.Language),
                    SavedNow = stale is null ? null : FormReading.Of(stale.Resource),
                    SecretTyped = Secret(call),
                }, why.Status);
            });
    }

    private static bool Secret(SetupCall call) => call.Web.Field("client_secret").Length > 0;

    private static IResult Page(SetupCall call, SetupDesk desk, ConnectionPageModel form, int status = 200) =>
        SetupDesk.Page<ConnectStepPage, ConnectModel>(call, new() { Setup = desk.Around(call, SetupStep.Connect), Form = form }, status);
}
