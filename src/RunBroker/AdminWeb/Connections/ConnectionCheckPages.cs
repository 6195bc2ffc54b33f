using System.Text;
using System.Text.Json.Nodes;
using RunBroker.Admin;
using RunBroker.Admin.Api;
using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;
using RunBroker.Check;
using RunBroker.Http.Json;

namespace RunBroker.AdminWeb.Connections;

/// <summary>Paste and check: the answer to the form itself, so that what was pasted is in this one answer only.</summary>
internal static class ConnectionCheckPages
{
    private const string Path = "/tenants/{slug}/connections/{id}/check";
    private const string File = "file";

    public static void Map(WebGroup web)
    {
        // As the API's: what is pasted is opened with the connection's keys.
        web.Get(Path, Show, ApiPolicy.Write);
        web.Post(Path, Take, bytes: Limits.CheckArchiveBytes + Limits.CheckBytes);
    }

    private static async Task<IResult> Show(HttpContext http, ConnectionAdmin connections)
    {
        var call = WebCall.Of(http);
        return await Found(call, connections) is { } connection ? Page(call, Model(connection, call)) : AdminPages.NotFound(call);
    }

    private static async Task<IResult> Take(HttpContext http, ConnectionAdmin connections, PasteCheck check)
    {
        var call = WebCall.Of(http);
        if (await Found(call, connections) is not { } connection)
            return AdminPages.NotFound(call);
        var model = Model(connection, call);
        var file = await Sent(call);
        var read = CheckAsk.Read(new JsonObject
        {
            ["input"] = file ?? model.Input,
            ["kind"] = Text(model.Kind),
            ["at"] = Text(model.At) is { } clock ? clock + "Z" : null,
            ["as_if"] = new JsonObject
            {
                ["in_response_to"] = Text(model.InResponseTo),
                ["nonce"] = Text(model.Nonce),
                ["state"] = Text(model.State),
                ["sign_in"] = Text(model.SignIn),
            },
        });
        var answer = await read.Match(
            ask => check.Run(call.Caller, call.Tenant, connection.Id, ask, call.Frame.Language, call.Stop),
            why => Task.FromResult<AdminResult<CheckResource>>(why));
        return answer.Match(
            result => Page(call, model with { Result = result }),
            why => why.Status == 404 ? AdminPages.NotFound(call) : Page(call, model with { Problem = FormProblem.Of(OfForm(why, call)) }, why.Status));
    }

    /// <summary>By the names of the form's fields.</summary>
    private static Problem OfForm(Problem why, WebCall call)
    {
        var errors = new FieldErrors();
        foreach (var error in why.Errors)
        {
            var name = error.Path.Split('.')[^1];
            errors.Add(name, name == "at" ? call.Frame.Language.Words<CheckWords>().WrongClock : error.Says);
        }

        return why with { Errors = errors.All };
    }

    private static async Task<string?> Sent(WebCall call)
    {
        if (call.File(File) is not { Length: > 0 } sent)
            return null;
        using var reader = new StreamReader(sent.OpenReadStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(call.Stop);
    }

    private static async Task<ConnectionResource?> Found(WebCall call, ConnectionAdmin connections) =>
        (await connections.Get(call.Tenant.Id, call.Route("id"), call.Stop)).Match<ConnectionResource?>(v => v.Resource, _ => null);

    private static CheckPageModel Model(ConnectionResource connection, WebCall call) => new()
    {
        Id = connection.Id,
        Name = connection.Name,
        Protocol = connection.Protocol,
        Input = call.Field("input"),
        Kind = call.Field("kind"),
        At = call.Field("at").Trim(),
        // From a case file one comes here with its number.
        SignIn = call.Field("sign_in") is { Length: > 0 } typed ? typed.Trim() : call.Query("sign_in") ?? "",
        InResponseTo = call.Field("in_response_to").Trim(),
        Nonce = call.Field("nonce").Trim(),
        State = call.Field("state").Trim(),
    };

    private static string? Text(string value) => value.Length == 0 ? null : value;

    private static AdminPage<ConnectionCheckView, CheckPageModel, CheckWords> Page(WebCall call, CheckPageModel model, int status = 200) =>
        new(call.Frame, model, status);
}

public sealed record CheckPageModel
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Protocol { get; init; }
    public string Input { get; init; } = "";
    public string Kind { get; init; } = "";
    public string At { get; init; } = "";
    public string SignIn { get; init; } = "";
    public string InResponseTo { get; init; } = "";
    public string Nonce { get; init; } = "";
    public string State { get; init; } = "";
    public FormProblem? Problem { get; init; }
    public CheckResource? Result { get; init; }
}
