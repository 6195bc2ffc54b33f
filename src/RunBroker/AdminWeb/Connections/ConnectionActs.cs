using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Guides;

namespace RunBroker.AdminWeb.Connections;

/// <summary>What is done with a connection besides editing it: one form each, below its settings.</summary>
internal static class ConnectionActs
{
    private const string One = "/tenants/{slug}/connections/{id}";

    public static void Map(WebGroup web)
    {
        web.Post(One + "/refresh", Refresh);
        web.Post(One + "/enable", Enable);
        web.Post(One + "/archive", Archive);
        web.Post(One + "/restore", Restore);
        web.Post(One + "/disconnect", Disconnect);
        web.Post(One + "/confirm-metadata", Confirm);
        web.Post(One + "/roll-keys", Roll);
        web.Post(One + "/preset", Preset);
        web.Get(One + "/signing-certificate", (HttpContext http, ConnectionAdmin connections) => Certificate(http, connections, "signing"));
        web.Get(One + "/encryption-certificate", (HttpContext http, ConnectionAdmin connections) => Certificate(http, connections, "encryption"));
    }

    private static async Task<IResult> Refresh(HttpContext http, ConnectionAdmin connections, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        var done = await connections.Refresh(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop);
        return await done.Match<Task<IResult>>(
            stored => Task.FromResult<IResult>(Found.After(
                ConnectionFormPages.At(call, stored.Resource.Id) + (stored.Resource.Warnings.IsEmpty ? "" : "?check=now"), nameof(ConnectionFormWords.Checked))),
            why => Refused(call, connections, desk, why));
    }

    /// <summary>After a test; on the settings' page the toggle does it.</summary>
    private static async Task<IResult> Enable(HttpContext http, ConnectionSwitch act, ConnectionAdmin connections, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        var done = await act.Enable(call.Caller, call.Tenant, call.Route("id"), ConnectionFormPages.IfMatch(call), call.Stop);
        return await Answer(call, connections, desk, done is AdminResult<Versioned<ConnectionResource>>.Done { Value.Resource.Disabled: { IsEmpty: false } }
            ? nameof(ConnectionFormWords.SavedEnabledAlone) : nameof(ConnectionFormWords.SavedEnabled), done);
    }

    private static async Task<IResult> Archive(HttpContext http, ConnectionSwitch act, ConnectionAdmin connections, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        return await Answer(call, connections, desk, nameof(ConnectionFormWords.ArchivedNow),
            await act.Archive(call.Caller, call.Tenant.Id, call.Route("id"), ConnectionFormPages.IfMatch(call), call.Stop));
    }

    private static async Task<IResult> Restore(HttpContext http, ConnectionSwitch act, ConnectionAdmin connections, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        return await Answer(call, connections, desk, nameof(ConnectionFormWords.RestoredNow),
            await act.Restore(call.Caller, call.Tenant.Id, call.Route("id"), ConnectionFormPages.IfMatch(call), call.Stop));
    }

    private static async Task<IResult> Disconnect(HttpContext http, ConnectionSwitch act, ConnectionAdmin connections, ConnectionImpact impact, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        // CO-12: not undone, so not by one click.
        if (call.Field("sure").Trim() != call.Tenant.Slug)
            return await Refused(call, connections, desk, Problem.Invalid("sure", "is not the tenant's short name"));
        var reached = (await impact.Of(call.Tenant.Id, call.Route("id"), call.Stop)).Match(i => i.Disable.Users, _ => 0);
        var done = await act.Disconnect(call.Caller, call.Tenant.Id, call.Route("id"), ConnectionFormPages.IfMatch(call), call.Stop);
        return await done.Match<Task<IResult>>(
            _ => Task.FromResult<IResult>(Found.After(call.Frame.At("/connections"),
                reached == 0 ? nameof(ConnectionWords.DisconnectedUnused) : nameof(ConnectionWords.Disconnected))),
            why => Refused(call, connections, desk, why));
    }

    private static async Task<IResult> Confirm(HttpContext http, SamlAdmin saml, ConnectionAdmin connections, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        var seen = new JsonObject { ["sha256"] = call.Field("sha256") };
        return await Answer(call, connections, desk, nameof(ConnectionFormWords.MetadataTaken),
            await saml.Confirm(call.Caller, call.Tenant.Id, call.Route("id"), seen, ConnectionFormPages.IfMatch(call), call.Stop));
    }

    private static async Task<IResult> Roll(HttpContext http, SamlAdmin saml, ConnectionAdmin connections, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        var sent = new JsonObject();
        if (call.Field("use") is { Length: > 0 } use)
            sent["use"] = use;
        if (call.Field("when") == "now")
            sent["active_after_seconds"] = 0;
        return await Answer(call, connections, desk, nameof(ConnectionFormWords.KeysRolled),
            await saml.Roll(call.Caller, call.Tenant.Id, call.Route("id"), sent, ConnectionFormPages.IfMatch(call), call.Stop));
    }

    /// <summary>A guide's mappings and scopes, over those that are saved.</summary>
    private static async Task<IResult> Preset(HttpContext http, GuideShelf guides, ConnectionAdmin connections, ConnectionEdit edit, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        var id = call.Route("id");
        if (await connections.Get(call.Tenant.Id, id, call.Stop) is not AdminResult<Versioned<ConnectionResource>>.Done { Value: var before }
            || guides.Find(call.Field("guide"))?.For(before.Resource.Protocol) is not { } part)
            return AdminPages.NotFound(call);
        var patch = FormReading.Only(part.Preset, before.Resource.Protocol);
        var changed = await edit.Change(call.Caller, call.Tenant.Id, id, patch, ConnectionFormPages.IfMatch(call), call.Stop);
        return await Answer(call, connections, desk,
            changed.Match(v => ConnectionEdit.Said(v.Resource, nameof(ConnectionFormWords.PresetTaken)), _ => ""), changed);
    }

    /// <summary>For providers that want our certificate as a file.</summary>
    private static async Task<IResult> Certificate(HttpContext http, ConnectionAdmin connections, string use)
    {
        var call = WebCall.Of(http);
        var found = await connections.Get(call.Tenant.Id, call.Route("id"), call.Stop);
        var certificate = found.Match(v => v.Resource.SpCertificates.FirstOrDefault(c => c.Use == use)?.Certificate, _ => null);
        if (certificate is null)
            return AdminPages.NotFound(call);
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        var pem = System.Security.Cryptography.PemEncoding.WriteString("CERTIFICATE", Convert.FromBase64String(certificate));
        return TypedResults.File(System.Text.Encoding.ASCII.GetBytes(pem + "\n"), "application/x-pem-file", $"runbroker-{use}.pem");
    }

    internal static Task<IResult> Answer(WebCall call, ConnectionAdmin connections, ConnectionDesk desk, string said,
        AdminResult<Versioned<ConnectionResource>> done) => done.Match<Task<IResult>>(
            stored =>
            {
                var guide = call.Field("guide") is { Length: > 0 } sent ? "?guide=" + Uri.EscapeDataString(sent) : "";
                return Task.FromResult<IResult>(Found.After(ConnectionFormPages.At(call, stored.Resource.Id) + guide, said));
            },
            why => Refused(call, connections, desk, why));

    /// <summary>Nothing was done: the settings as they are, and why.</summary>
    private static async Task<IResult> Refused(WebCall call, ConnectionAdmin connections, ConnectionDesk desk, Problem why)
    {
        var found = await connections.Get(call.Tenant.Id, call.Route("id"), call.Stop);
        return await found.Match<Task<IResult>>(
            async stored =>
            {
                var words = call.Frame.Language.Words<ConnectionFormWords>();
                var model = await desk.Of(call, stored);
                return ConnectionFormPages.Page(call, model with
                {
                    Refused = new(why.Code, words.Title(why), words.Why(why)),
                    Faults = [.. ConnectionFaults.Of(why, model.Form, call.Frame.Language), .. why.Errors.IsEmpty ? model.Faults : []],
                }, why.Status);
            },
            _ => Task.FromResult(AdminPages.NotFound(call)));
    }
}
