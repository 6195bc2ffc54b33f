using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Webhooks;

/// <summary>Where a tenant's events are sent, and what became of each delivery.</summary>
internal static class WebhookPages
{
    private const string All = "/tenants/{slug}/webhooks";
    private const string One = All + "/{id}";
    private const int Conditions = 5;

    public static void Map(WebGroup web)
    {
        web.Get(All, List);
        web.Get(All + "/new", New, ApiPolicy.Write);
        web.Post(All + "/new", Create);
        web.Get(One, Show);
        web.Post(One, Save);
        web.Post(One + "/rotate", Rotate);
        web.Post(One + "/enable", Enable);
        web.Post(One + "/delete", Delete);
        web.Post(One + "/deliveries/{delivery}/redeliver", Redeliver);
    }

    private static async Task<IResult> List(HttpContext http, WebhookAdmin webhooks)
    {
        var call = WebCall.Of(http);
        var page = await webhooks.List(call.Tenant.Id, new PageAsk(Limits.PageMax, null), call.Stop);
        return new AdminPage<WebhookListView, WebhookListModel, WebhookWords>(
            call.Frame, new() { Webhooks = [.. page.Items.Select(w => new WebhookRow(w.Id, w.Url, w.Events.Length, w.DisabledAt))] }, 200);
    }

    private static AdminPage<WebhookView, WebhookModel, WebhookWords> New(HttpContext http) => Form(WebCall.Of(http), new() { Events = [], Conditions = [] });

    private static async Task<IResult> Create(HttpContext http, WebhookAdmin webhooks)
    {
        var call = WebCall.Of(http);
        var (sent, typed) = Read(call);
        return await (await webhooks.Create(call.Caller, call.Tenant.Id, sent, call.Stop)).Match(
            made => Answer(call, webhooks, made.Resource.Id, made.Resource.Secret, null),
            problem => Task.FromResult<IResult>(Form(call, typed with { Problem = FormProblem.Of(problem) })));
    }

    private static Task<IResult> Show(HttpContext http, WebhookAdmin webhooks)
    {
        var call = WebCall.Of(http);
        return Answer(call, webhooks, call.Route("id"), null, null);
    }

    private static async Task<IResult> Save(HttpContext http, WebhookAdmin webhooks)
    {
        var call = WebCall.Of(http);
        return await After(call, webhooks, await webhooks.Change(call.Caller, call.Tenant.Id, call.Route("id"), Read(call).Sent, null, call.Stop));
    }

    /// <summary>The new secret is on the answer to this form and on no other page.</summary>
    private static async Task<IResult> Rotate(HttpContext http, WebhookAdmin webhooks)
    {
        var call = WebCall.Of(http);
        return await (await webhooks.RotateSecret(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop)).Match(
            made => Answer(call, webhooks, made.Resource.Id, made.Resource.Secret, null), _ => Task.FromResult(AdminPages.NotFound(call)));
    }

    private static async Task<IResult> Enable(HttpContext http, WebhookAdmin webhooks)
    {
        var call = WebCall.Of(http);
        return await After(call, webhooks, await webhooks.Enable(call.Caller, call.Tenant.Id, call.Route("id"), call.Stop));
    }

    private static async Task<IResult> Delete(HttpContext http, WebhookAdmin webhooks)
    {
        var call = WebCall.Of(http);
        return (await webhooks.Delete(call.Caller, call.Tenant.Id, call.Route("id"), null, call.Stop)).Match(
            _ => Found.After(call.Frame.At("/webhooks"), "deleted"), _ => AdminPages.NotFound(call));
    }

    private static async Task<IResult> Redeliver(HttpContext http, WebhookAdmin webhooks)
    {
        var call = WebCall.Of(http);
        return await After(call, webhooks,
            await webhooks.Redeliver(call.Caller, call.Tenant.Id, call.Route("id"), call.Route("delivery"), call.Stop));
    }

    private static Task<IResult> After<T>(WebCall call, WebhookAdmin webhooks, AdminResult<T> result) => result.Match(
        _ => Task.FromResult<IResult>(Found.After(call.Frame.At($"/webhooks/{call.Route("id")}"), "saved")),
        problem => problem.Status == 404 ? Task.FromResult(AdminPages.NotFound(call))
            : Answer(call, webhooks, call.Route("id"), null, FormProblem.Of(problem)));

    private static async Task<IResult> Answer(WebCall call, WebhookAdmin webhooks, string id, string? secret, FormProblem? problem)
    {
        if (await webhooks.Get(call.Tenant.Id, id, call.Stop) is not AdminResult<Versioned<WebhookResource>>.Done { Value.Resource: var hook })
            return AdminPages.NotFound(call);
        var deliveries = (await webhooks.Deliveries(call.Tenant.Id, id, new PageAsk(20, null), call.Stop)).Match(p => p.Items, _ => []);
        var model = problem is null ? Shown(hook) : Read(call).Typed with { Problem = problem };
        return Form(call, model with
        {
            Id = hook.Id,
            Secret = secret,
            DisabledAt = hook.DisabledAt,
            Deliveries = [.. deliveries.Select(d => new DeliveryRow(d.Id, d.EventId, d.State, d.Attempts, d.LastStatus, d.LastError, d.CreatedAt))],
        });
    }

    private static WebhookModel Shown(WebhookResource hook) => new()
    {
        Url = hook.Url,
        Events = hook.Events,
        Conditions = [.. hook.Conditions.Select(c => new ConditionRow(c.Tag, c.Value ?? ""))],
    };

    private static AdminPage<WebhookView, WebhookModel, WebhookWords> Form(WebCall call, WebhookModel model) => new(
        call.Frame,
        model with { Conditions = [.. model.Conditions.Concat(Enumerable.Repeat(new ConditionRow("", ""), Conditions)).Take(Conditions)] },
        model.Problem is null ? 200 : 422);

    private static (JsonObject Sent, WebhookModel Typed) Read(WebCall call)
    {
        var conditions = Enumerable.Range(0, Conditions).Select(i => new ConditionRow(call.Field($"tag{i}").Trim(), call.Field($"value{i}").Trim()))
            .Where(c => c.Tag.Length > 0).ToImmutableArray();
        ImmutableArray<string> events = [.. call.Fields("events")];
        var sent = new JsonObject
        {
            ["url"] = call.Field("url").Trim(),
            ["events"] = new JsonArray([.. events.Select(e => JsonValue.Create(e))]),
            ["conditions"] = new JsonArray([.. conditions.Select(c => c.Value.Length == 0
                ? new JsonObject { ["tag"] = c.Tag } : new JsonObject { ["tag"] = c.Tag, ["value"] = c.Value })]),
        };
        return (sent, new() { Url = call.Field("url"), Events = events, Conditions = conditions });
    }
}

public sealed record WebhookRow(string Id, string Url, int Events, DateTime? DisabledAt);

public sealed record WebhookListModel
{
    public required ImmutableArray<WebhookRow> Webhooks { get; init; }
}

public sealed record ConditionRow(string Tag, string Value);

public sealed record DeliveryRow(
    string Id, string? EventId, string State, int Attempts, int? LastStatus, string? LastError, DateTime CreatedAt);

public sealed record WebhookModel
{
    /// <summary>Null: a new one.</summary>
    public string? Id { get; init; }
    public string Url { get; init; } = "";
    public required ImmutableArray<string> Events { get; init; }
    public required ImmutableArray<ConditionRow> Conditions { get; init; }
    /// <summary>Shown this once.</summary>
    public string? Secret { get; init; }
    public DateTime? DisabledAt { get; init; }
    public ImmutableArray<DeliveryRow> Deliveries { get; init; } = [];
    public FormProblem? Problem { get; init; }
}
