using System.Globalization;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Guides;

namespace RunBroker.AdminWeb.Connections;

/// <summary>"SSO OIDC" and "SSO SAML": a new connection, and one's settings.</summary>
internal static class ConnectionFormPages
{
    private const string All = "/tenants/{slug}/connections";

    /// <summary>Which button was pressed; none: Save.</summary>
    private const string Button = "do";

    public static void Map(WebGroup web)
    {
        web.Get(All + "/new", New, ApiPolicy.Write);
        web.Post(All + "/new", Create, bytes: Limits.ConnectionJsonBytes);
        web.Get(All + "/{id}", Show);
        web.Post(All + "/{id}", Save, bytes: Limits.ConnectionJsonBytes);
    }

    public static string At(WebCall call, string id) => call.Frame.At("/connections/" + Uri.EscapeDataString(id));

    public static string IfMatch(WebCall call) =>
        long.TryParse(call.Field("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? $"\"v{version}\"" : "\"\"";

    public static IResult Page(WebCall call, ConnectionPageModel model, int status = 200) =>
        new AdminPage<ConnectionView, ConnectionPageModel, ConnectionFormWords>(call.Frame, model, status);

    private static async Task<IResult> New(HttpContext http, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        if (ProtocolOf(call.Query("protocol")) is not { } protocol)
            return new AdminPage<ChooseProtocolView, ChooseProtocolModel, ConnectionFormWords>(call.Frame, desk.Choices(call), 200);
        var guide = desk.GuideOf(call, null);
        return Page(call, await desk.New(call, Preset(FormReading.New(protocol), guide), guide));
    }

    private static async Task<IResult> Create(HttpContext http, ConnectionAdmin connections, ConnectionSwitch connectionSwitch, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        if (ProtocolOf(call.Field("protocol")) is not { } protocol)
            return AdminPages.NotFound(call);
        var (form, guide) = (await FormReading.Of(call, protocol), desk.GuideOf(call, null));
        if (call.Field(Button) is { Length: > 0 } pressed)
            return Page(call, await Again(call, desk, form, guide, pressed));
        var made = FormReading.NoDocument(form, null) is { } nothing ? nothing
            : await connections.Create(call.Caller, call.Tenant.Id, FormReading.Patch(form, call, null), call.Stop);
        return await made.Match<Task<IResult>>(
            async stored => await Switched(call, desk, connectionSwitch, stored, form, nameof(ConnectionFormWords.Created)),
            async why => Page(call, Refused(call, await desk.New(call, form, guide), why), why.Status));
    }

    private static async Task<IResult> Show(HttpContext http, ConnectionAdmin connections, ConnectionDesk desk)
    {
        var call = WebCall.Of(http);
        // Asked of the provider for those only who could have it asked anyway.
        var look = call.Query("check") is not null && call.Caller.MayWrite;
        var found = look ? await connections.Look(call.Tenant.Id, call.Route("id"), call.Stop)
            : await connections.Get(call.Tenant.Id, call.Route("id"), call.Stop);
        return await found.Match<Task<IResult>>(
            async stored => Page(call, await desk.Of(call, stored)), _ => Task.FromResult(AdminPages.NotFound(call)));
    }

    private static async Task<IResult> Save(HttpContext http, ConnectionAdmin connections, ConnectionEdit edit, ConnectionSwitch connectionSwitch,
        ConnectionDesk desk, MappingPreview preview)
    {
        var call = WebCall.Of(http);
        var id = call.Route("id");
        if (await connections.Get(call.Tenant.Id, id, call.Stop) is not AdminResult<Versioned<ConnectionResource>>.Done { Value: var before })
            return AdminPages.NotFound(call);
        var form = await FormReading.Of(call, before.Resource.Protocol);
        var edited = (await edit.Get(call.Tenant.Id, id, call.Stop)).Match(v => v.Resource, _ => before.Resource);
        var patch = FormReading.Patch(form, call, edited);
        if (call.Field(Button) is { Length: > 0 } pressed)
        {
            var again = await Again(call, desk, form, null, pressed, before);
            return pressed == "preview" ? await Previewed(call, preview, again, patch) : Page(call, again);
        }

        if (edited.Draft is not null || (before.Resource.Enabled && form.On("enabled")))
            return await SaveDraft(call, connections, edit, connectionSwitch, desk, form, patch, edited, before);
        var saved = FormReading.NoDocument(form, before.Resource) is { } nothing ? nothing
            : await connections.Change(call.Caller, call.Tenant.Id, id, patch, IfMatch(call), call.Stop);
        // Who switches it off may save what would have kept people out; the switch alone would lose what was typed beside it.
        if (saved is AdminResult<Versioned<ConnectionResource>>.Refused { Why.Code: "connection_in_use" } && !form.On("enabled"))
        {
            saved = await (await connectionSwitch.Disable(call.Caller, call.Tenant.Id, id, IfMatch(call), call.Stop)).Match(
                off => connections.Change(call.Caller, call.Tenant.Id, id, patch, ApiAnswer.EtagOf(off), call.Stop),
                why => Task.FromResult<AdminResult<Versioned<ConnectionResource>>>(why));
        }

        return await saved.Match<Task<IResult>>(
            stored => Switched(call, desk, connectionSwitch, stored, form, nameof(ConnectionFormWords.Saved), before.Resource.Enabled),
            why => NotSaved(call, connections, desk, form, why, before));
    }

    /// <summary>Of the mapping alone: what else is wrong in the form is said when it is saved.</summary>
    private static async Task<IResult> Previewed(WebCall call, MappingPreview preview, ConnectionPageModel model, JsonObject patch)
    {
        var mapping = new JsonObject(patch.Where(m => MappingPreview.Members.Contains(m.Key)).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
        return (await preview.Of(call.Caller, call.Tenant, model.Id!, mapping, call.Stop)).Match(
            shown => Page(call, model with { Preview = shown }),
            why => why.Status == 404 ? AdminPages.NotFound(call) : Page(call, Refused(call, model, why), why.Status));
    }

    /// <summary>People depend on it: they go on with what is live. The toggle is about that, not about the draft.</summary>
    private static async Task<IResult> SaveDraft(WebCall call, ConnectionAdmin connections, ConnectionEdit edit, ConnectionSwitch connectionSwitch,
        ConnectionDesk desk, ConnectionForm form, JsonObject patch, ConnectionResource edited, Versioned<ConnectionResource> before)
    {
        var saved = FormReading.NoDocument(form, edited) is { } nothing ? nothing
            : await edit.Change(call.Caller, call.Tenant.Id, before.Resource.Id, patch, IfMatch(call), call.Stop);
        return await saved.Match<Task<IResult>>(
            stored => Switched(call, desk, connectionSwitch, before, form,
                ConnectionEdit.Said(stored.Resource, nameof(ConnectionFormWords.Saved)), before.Resource.Enabled),
            async why => await NotSaved(call, connections, desk, form, why, before,
                (await edit.Get(call.Tenant.Id, before.Resource.Id, call.Stop)).Match(v => v.Resource, _ => before.Resource)));
    }

    /// <summary>The toggle after the rest was saved.</summary>
    private static async Task<IResult> Switched(WebCall call, ConnectionDesk desk, ConnectionSwitch connectionSwitch,
        Versioned<ConnectionResource> stored, ConnectionForm form, string said, bool wasOn = false)
    {
        var (now, on) = (stored.Resource, form.On("enabled"));
        if (on == now.Enabled)
            return Done(call, now, on == wasOn ? said : nameof(ConnectionFormWords.SavedDisabled));
        var etag = ApiAnswer.EtagOf(stored);
        var turned = on ? await connectionSwitch.Enable(call.Caller, call.Tenant, now.Id, etag, call.Stop)
            : await connectionSwitch.Disable(call.Caller, call.Tenant.Id, now.Id, etag, call.Stop);
        return await turned.Match<Task<IResult>>(
            after => Task.FromResult<IResult>(Done(call, after.Resource, !on ? nameof(ConnectionFormWords.SavedDisabled)
                : after.Resource.Disabled is { IsEmpty: false } ? nameof(ConnectionFormWords.SavedEnabledAlone) : nameof(ConnectionFormWords.SavedEnabled))),
            async why =>
            {
                var words = call.Frame.Language.Words<ConnectionFormWords>();
                // Saved it is: what is shown is what is stored, and why it is not on.
                var model = await desk.Of(call, stored);
                return Page(call, Refused(call, model with { Form = model.Form.With("enabled", form["enabled"]) }, why) with
                {
                    Refused = new(why.Code, words.SavedNotEnabled, words.Why(why)),
                }, why.Status);
            });
    }

    private static async Task<IResult> NotSaved(
        WebCall call, ConnectionAdmin connections, ConnectionDesk desk, ConnectionForm form, Problem why, Versioned<ConnectionResource> before,
        ConnectionResource? edited = null)
    {
        if (why.Status == 404)
            return AdminPages.NotFound(call);
        var stale = why == Problem.Stale;
        var stored = !stale ? before : (await connections.Get(call.Tenant.Id, before.Resource.Id, call.Stop)).Match(v => v, _ => before);
        var model = await desk.Of(call, stored, form);
        return Page(call, Refused(call, model, why) with { SavedNow = stale ? FormReading.Of(edited ?? stored.Resource) : null }, why.Status);
    }

    private static ConnectionPageModel Refused(WebCall call, ConnectionPageModel model, Problem why)
    {
        var words = call.Frame.Language.Words<ConnectionFormWords>();
        return model with
        {
            Refused = new(why.Code, words.Title(why), words.Why(why)),
            Faults = ConnectionFaults.Of(why, model.Form, call.Frame.Language),
            SecretTyped = call.Field("client_secret").Length > 0,
        };
    }

    /// <summary>A button that saves nothing: the same page, with all that was typed.</summary>
    private static async Task<ConnectionPageModel> Again(
        WebCall call, ConnectionDesk desk, ConnectionForm form, Guide? guide, string pressed, Versioned<ConnectionResource>? stored = null)
    {
        if (pressed == "guide" && stored is null)
            form = Preset(form, guide);
        var model = stored is null ? await desk.New(call, form, guide) : await desk.Of(call, stored, form) with { Faults = [] };
        return model with
        {
            MoreTags = pressed == "add_mapping" ? 3 : model.MoreTags,
            SecretTyped = call.Field("client_secret").Length > 0,
            // What was opened is what is saved over: pressing another button must not hide somebody else's change.
            EditVersion = long.TryParse(call.Field("version"), NumberStyles.None, CultureInfo.InvariantCulture, out var opened) ? opened : 0,
        };
    }

    private static ConnectionForm Preset(ConnectionForm form, Guide? guide) => guide?.For(form.Protocol) is not { } part ? form
        : form.With(part.Preset) is var preset && preset["name"].Length > 0 ? preset : preset.With("name", guide.Id == GuideShelf.Other ? "" : guide.Name.En);

    private static Found Done(WebCall call, ConnectionResource now, string said)
    {
        var path = At(call, now.Id);
        var guide = call.Field("guide") is { Length: > 0 } sent ? "guide=" + Uri.EscapeDataString(sent) : null;
        // What is wrong with an OIDC provider is known only by asking it: the page asks again, so that it says what is so when it is read.
        var check = now is { Protocol: ConnectionState.Oidc, Warnings.IsEmpty: false } ? "check=now" : null;
        var query = string.Join('&', new[] { guide, check }.Where(part => part is not null));
        return Found.After(query.Length == 0 ? path : $"{path}?{query}", said);
    }

    private static string? ProtocolOf(string? sent) => sent is ConnectionState.Oidc or ConnectionState.Saml ? sent : null;
}
