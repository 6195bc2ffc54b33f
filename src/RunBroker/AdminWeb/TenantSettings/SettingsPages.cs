using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Tenancy;

namespace RunBroker.AdminWeb.TenantSettings;

/// <summary>What holds for a whole tenant, and who of its people may open these pages.</summary>
internal static class SettingsPages
{
    private const string Path = "/tenants/{slug}/settings";

    public static void Map(WebGroup web)
    {
        web.Get(Path, Show);
        web.Post(Path, Save);
        // Where a refused look was shown: a reload of it is a question for the page.
        web.Get(Path + "/brand", (HttpContext http) => new Found(WebCall.Of(http).Frame.At("/settings")));
        web.Post(Path + "/brand", SaveBrand, bytes: LogoFile.MostBytes * 2);
        web.Post(Path + "/delete", Delete, ApiPolicy.Operator);
        web.Get("/operators", Operators, ApiPolicy.Operator);
    }

    private static Task<IResult> Show(HttpContext http, TenantAdmin tenants, AdminGrantAdmin admins) =>
        Answer(WebCall.Of(http), tenants, admins, null);

    private static async Task<IResult> Answer(WebCall call, TenantAdmin tenants, AdminGrantAdmin admins, FormProblem? problem)
    {
        var tenant = (await tenants.Get(call.Tenant, call.Stop)).Resource;
        var grants = await admins.List(call.Tenant.Id, call.Stop);
        string Kept(string field, string? stored) => problem is null || !call.FieldNames(field).Any() ? stored ?? "" : call.Field(field);
        return new AdminPage<SettingsView, SettingsModel, SettingsWords>(call.Frame, new()
        {
            Name = Kept("name", tenant.Name),
            DefaultClientId = Kept("default_client_id", tenant.DefaultClientId),
            DefaultRole = Kept("default_role", tenant.DefaultRole),
            AbsoluteHours = Kept("absolute_hours", Hours(tenant.Session.AbsoluteLifetimeSeconds)),
            IdleHours = Kept("idle_hours", Hours(tenant.Session.IdleTimeoutSeconds)),
            Plan = Kept("plan", tenant.Plan),
            ConnectionPolicy = Kept("connection_policy", tenant.ConnectionPolicy),
            Hosts = Kept("callback_hosts", string.Join('\n', tenant.CallbackHosts)),
            Colour = Kept("brand.colour", tenant.Brand.Colour),
            HelpUrl = Kept("brand.help_url", tenant.Brand.HelpUrl),
            PrivacyUrl = Kept("brand.privacy_url", tenant.Brand.PrivacyUrl),
            LogoUrl = tenant.Brand.LogoUrl,
            Admins = [.. grants.Select(g => new AdminRow(g.UserId, g.Email, g.Role, null, null))],
            Problem = problem,
        }, problem is null ? 200 : 422);
    }

    private static async Task<IResult> Save(HttpContext http, TenantAdmin tenants, AdminGrantAdmin admins)
    {
        var call = WebCall.Of(http);
        var patch = new JsonObject
        {
            ["name"] = call.Field("name").Trim(),
            ["default_client_id"] = Text(call.Field("default_client_id")),
            ["default_role"] = call.Field("default_role").Trim(),
            ["session"] = new JsonObject
            {
                ["absolute_lifetime_seconds"] = Seconds(call.Field("absolute_hours")),
                ["idle_timeout_seconds"] = Seconds(call.Field("idle_hours")),
            },
        };
        if (call.Caller.IsOperator)
        {
            patch["plan"] = call.Field("plan");
            patch["connection_policy"] = call.Field("connection_policy");
            patch["callback_hosts"] = new JsonArray([.. call.Field("callback_hosts")
                .Split((char[])['\n', ' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(h => JsonValue.Create(h))]);
        }

        return await (await tenants.Change(call.Caller, call.Tenant.Id, patch, null, call.Stop)).Match(
            _ => Task.FromResult<IResult>(Found.After(call.Frame.At("/settings"), "saved")),
            problem => Answer(call, tenants, admins, FormProblem.Of(problem)));
    }

    private static async Task<IResult> SaveBrand(HttpContext http, TenantAdmin tenants, AdminGrantAdmin admins)
    {
        var call = WebCall.Of(http);
        var brand = new JsonObject
        {
            ["colour"] = Text(call.Field("brand.colour")),
            ["help_url"] = Text(call.Field("brand.help_url")),
            ["privacy_url"] = Text(call.Field("brand.privacy_url")),
        };
        if (call.Ticked("no_logo"))
            brand["logo"] = null;
        else if (call.File("logo") is { Length: > 0 } file)
            brand["logo"] = await Base64(file, call.Stop);
        return await (await tenants.Change(call.Caller, call.Tenant.Id, new() { ["brand"] = brand }, null, call.Stop)).Match(
            _ => Task.FromResult<IResult>(Found.After(call.Frame.At("/settings"), "saved")),
            problem => Answer(call, tenants, admins, FormProblem.Of(problem)));
    }

    private static async Task<string> Base64(IFormFile file, CancellationToken stop)
    {
        using var content = new MemoryStream();
        await file.CopyToAsync(content, stop);
        return Convert.ToBase64String(content.GetBuffer(), 0, (int)content.Length);
    }

    /// <summary>The slug typed once more: this takes everything of the tenant.</summary>
    private static async Task<IResult> Delete(HttpContext http, TenantAdmin tenants, AdminGrantAdmin admins)
    {
        var call = WebCall.Of(http);
        if (call.Field("slug_again").Trim() != call.Tenant.Slug)
            return await Answer(call, tenants, admins, FormProblem.Of(Problem.Invalid("slug_again", "is not the slug of this tenant")));
        return await (await tenants.Delete(call.Caller, call.Tenant, null, call.Stop)).Match(
            _ => Task.FromResult<IResult>(Found.After(WebGroup.Root, "deleted")),
            problem => Answer(call, tenants, admins, FormProblem.Of(problem)));
    }

    private static async Task<IResult> Operators(HttpContext http, AdminGrantAdmin admins)
    {
        var call = WebCall.Of(http);
        var all = await admins.All(call.Stop);
        return new AdminPage<OperatorsView, OperatorsModel, SettingsWords>(call.Frame, new()
        {
            Admins = [.. all.Select(a => new AdminRow(a.Grant.UserId, a.Grant.Email, a.Grant.Role, a.Slug, a.Tenant))],
        }, 200);
    }

    private static JsonValue? Text(string typed) => string.IsNullOrWhiteSpace(typed) ? null : JsonValue.Create(typed.Trim());

    /// <summary>What is no number goes on as it was typed, so that the field says what it wants.</summary>
    private static JsonValue? Seconds(string hours) => string.IsNullOrWhiteSpace(hours) ? null
        : decimal.TryParse(hours.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 10_000
            ? JsonValue.Create((int)(number * 3600)) : JsonValue.Create(hours);

    private static string? Hours(int? seconds) => seconds is { } s ? (s / 3600m).ToString("0.##", CultureInfo.InvariantCulture) : null;
}

/// <param name="Slug">Of the tenant; null on the page of one tenant.</param>
public sealed record AdminRow(string UserId, string Email, string Role, string? Slug, string? Tenant);

public sealed record OperatorsModel
{
    public required ImmutableArray<AdminRow> Admins { get; init; }
}

public sealed record SettingsModel
{
    public required string Name { get; init; }
    public required string DefaultClientId { get; init; }
    public required string DefaultRole { get; init; }
    public required string AbsoluteHours { get; init; }
    public required string IdleHours { get; init; }
    public required string Plan { get; init; }
    public required string ConnectionPolicy { get; init; }
    public required string Hosts { get; init; }
    public required string Colour { get; init; }
    public required string HelpUrl { get; init; }
    public required string PrivacyUrl { get; init; }
    public string? LogoUrl { get; init; }
    public required ImmutableArray<AdminRow> Admins { get; init; }
    public FormProblem? Problem { get; init; }
}
