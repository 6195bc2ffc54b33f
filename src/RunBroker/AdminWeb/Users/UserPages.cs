using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.AdminWeb.Sessions;

namespace RunBroker.AdminWeb.Users;

/// <summary>A tenant's people: what sign-in made of them, where they are signed in, and what may be done about it.</summary>
internal static class UserPages
{
    private const string All = "/tenants/{slug}/users";
    private const string One = All + "/{id}";

    public static void Map(WebGroup web)
    {
        web.Get(All, List);
        web.Get(One, Show);
        web.Post(One + "/tags", Tags);
        web.Post(One + "/active", Activate);
        web.Post(One + "/role", Role);
        web.Post(One + "/sign-out", SignOut);
        web.Post(One + "/delete", Delete);
        web.Post(One + "/admin", SetAdmin);
    }

    private static async Task<IResult> List(HttpContext http, UserAdmin users)
    {
        var call = WebCall.Of(http);
        var (tag, email) = (call.Query("tag"), call.Query("email"));
        var ask = call.Page().Match(a => a, _ => new PageAsk(Limits.PageDefault, null));
        var found = await users.List(call.Tenant.Id, Blank(tag), Blank(email), ask, call.Stop);
        return found.Match(
            page => Page(call, new() { Users = [.. page.Items.Select(Row)], Next = page.NextCursor, Tag = tag, Email = email }),
            problem => Page(call, new() { Users = [], Tag = tag, Email = email, Problem = FormProblem.Of(problem) }));

        static AdminPage<UserListView, UserListModel, UserWords> Page(WebCall call, UserListModel model) =>
            new(call.Frame, model, model.Problem is null ? 200 : 422);
    }

    private static Task<IResult> Show(HttpContext http, UserAdmin users, SessionAdmin sessions, AdminGrantAdmin admins) =>
        Answer(WebCall.Of(http), users, sessions, admins, null);

    private static async Task<IResult> Answer(
        WebCall call, UserAdmin users, SessionAdmin sessions, AdminGrantAdmin admins, FormProblem? problem)
    {
        var id = call.Route("id");
        if (await users.Get(call.Tenant.Id, id, call.Stop) is not AdminResult<Versioned<UserResource>>.Done { Value.Resource: var user })
            return AdminPages.NotFound(call);
        var live = (await sessions.List(call.Tenant, id, new PageAsk(Limits.PageMax, null), call.Stop)).Match(p => p.Items, _ => []);
        var role = (await admins.Get(call.Tenant.Id, id, call.Stop)).Match(a => a.Resource.Role, _ => "");
        return new AdminPage<UserView, UserModel, UserWords>(call.Frame, new()
        {
            User = Row(user),
            Roles = user.Roles,
            Tags = [.. user.Tags.Select(t => new UserTagRow(t.Key, t.Value)).OrderBy(t => t.Key, StringComparer.Ordinal)],
            Identities = [.. user.Identities.Select(i => new UserIdentityRow(i.ConnectionId, i.Subject))],
            Sessions = [.. live.Select(SessionRow.Of)],
            AdminRole = role,
            MayMakeOperators = call.Caller.IsOperator,
            CreatedAt = user.CreatedAt,
            Problem = problem,
        }, problem is null ? 200 : 422);
    }

    /// <summary>Tags set by hand: one name and value; an empty value takes it away.</summary>
    private static Task<IResult> Tags(HttpContext http, UserAdmin users, SessionAdmin sessions, AdminGrantAdmin admins)
    {
        var call = WebCall.Of(http);
        var value = call.Field("value");
        return Change(call, users, sessions, admins,
            new() { ["tags"] = new JsonObject { [call.Field("key").Trim()] = value.Length == 0 ? null : value } }, "saved");
    }

    private static Task<IResult> Activate(HttpContext http, UserAdmin users, SessionAdmin sessions, AdminGrantAdmin admins)
    {
        var call = WebCall.Of(http);
        return Change(call, users, sessions, admins, new() { ["active"] = call.Ticked("active") }, "saved");
    }

    private static Task<IResult> Role(HttpContext http, UserAdmin users, SessionAdmin sessions, AdminGrantAdmin admins)
    {
        var call = WebCall.Of(http);
        return Change(call, users, sessions, admins, new() { ["role"] = call.Field("role").Trim() }, "saved");
    }

    private static async Task<IResult> Change(
        WebCall call, UserAdmin users, SessionAdmin sessions, AdminGrantAdmin admins, JsonObject patch, string said) =>
        await (await users.Change(call.Caller, call.Tenant.Id, call.Route("id"), patch, null, call.Stop)).Match(
            _ => Task.FromResult<IResult>(Found.After(Here(call), said)),
            problem => Answer(call, users, sessions, admins, FormProblem.Of(problem)));

    private static async Task<IResult> SignOut(HttpContext http, SessionAdmin sessions)
    {
        var call = WebCall.Of(http);
        return (await sessions.EndOfUser(call.Caller, call.Tenant, call.Route("id"), call.Stop)).Match(
            _ => Found.After(Here(call), "signed_out"), _ => AdminPages.NotFound(call));
    }

    private static async Task<IResult> Delete(HttpContext http, UserAdmin users, SessionAdmin sessions, AdminGrantAdmin admins)
    {
        var call = WebCall.Of(http);
        return await (await users.Delete(call.Caller, call.Tenant.Id, call.Route("id"), null, call.Stop)).Match(
            _ => Task.FromResult<IResult>(Found.After(call.Frame.At("/users"), "deleted")),
            problem => problem.Status == 404 ? Task.FromResult(AdminPages.NotFound(call))
                : Answer(call, users, sessions, admins, FormProblem.Of(problem)));
    }

    private static async Task<IResult> SetAdmin(HttpContext http, UserAdmin users, SessionAdmin sessions, AdminGrantAdmin admins)
    {
        var call = WebCall.Of(http);
        var (id, role) = (call.Route("id"), call.Field("admin_role"));
        var had = (await admins.Get(call.Tenant.Id, id, call.Stop)).Match(_ => true, _ => false);
        var problem = (role, had) switch
        {
            ("", false) => null,
            ("", true) => (await admins.Delete(call.Caller, call.Tenant.Id, id, call.Stop)).Match(_ => (Problem?)null, p => p),
            (_, true) => Why(await admins.Change(call.Caller, call.Tenant.Id, id, new() { ["role"] = role }, call.Stop)),
            _ => Why(await admins.Create(call.Caller, call.Tenant.Id, new() { ["user_id"] = id, ["role"] = role }, call.Stop)),
        };
        return problem is null ? Found.After(Here(call), "saved")
            : problem.Status == 404 ? AdminPages.NotFound(call)
            : await Answer(call, users, sessions, admins, FormProblem.Of(problem));

        static Problem? Why(AdminResult<Versioned<AdminGrantResource>> result) => result.Match(_ => (Problem?)null, p => p);
    }

    private static string Here(WebCall call) => call.Frame.At($"/users/{call.Route("id")}");

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static UserRow Row(UserResource u) => new(u.Id, u.Email, string.Join(' ', u.FirstName, u.LastName).Trim(), u.Role, u.Active, u.LastLoginAt);
}

public sealed record UserRow(string Id, string Email, string Name, string Role, bool Active, DateTime? LastLoginAt);

public sealed record UserTagRow(string Key, string Value);

public sealed record UserIdentityRow(string ConnectionId, string Subject);

public sealed record UserListModel
{
    public required ImmutableArray<UserRow> Users { get; init; }
    public string? Next { get; init; }
    public string? Tag { get; init; }
    public string? Email { get; init; }
    public FormProblem? Problem { get; init; }
}

public sealed record UserModel
{
    public required UserRow User { get; init; }
    public required ImmutableArray<string> Roles { get; init; }
    public required ImmutableArray<UserTagRow> Tags { get; init; }
    public required ImmutableArray<UserIdentityRow> Identities { get; init; }
    public required ImmutableArray<SessionRow> Sessions { get; init; }
    public required string AdminRole { get; init; }
    public required bool MayMakeOperators { get; init; }
    public required DateTime CreatedAt { get; init; }
    public FormProblem? Problem { get; init; }
}
