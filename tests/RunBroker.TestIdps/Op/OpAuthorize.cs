using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace RunBroker.TestIdps;

/// <summary>OIDCC-3.1.2: judges the request, asks the person when it must, and answers the redirect URI.</summary>
internal static class OpAuthorize
{
    public static async Task Handle(TestOp op, HttpContext http)
    {
        var request = await Fields.Of(http.Request);
        if (Client(op, request) is not { } client)
        {
            await http.WriteText(400, "text/html", OpPages.Message(op, "Unknown client_id or redirect_uri."));
            return;
        }

        var signIn = new OpSignIn(request);
        op.Faults.Apply(signIn);
        var pending = new OpPending(client, request, op.Base(http), MustBeFresh(op, http, request));
        if ((signIn.Refusal ?? Refuse(client, request)) is { } refusal)
            await Answer(op, http, pending, Error(refusal.Error, refusal.Description));
        else
            await SignIn(op, http, pending, signIn.IgnoresFreshness);
    }

    /// <summary>The login page's forms: a person was chosen, a password typed, or the whole thing cancelled.</summary>
    public static async Task Login(TestOp op, HttpContext http)
    {
        var form = await Fields.Of(http.Request);
        if (form["id"] is not { } id || !op.Memory.Pending.TryGetValue(id, out var pending))
        {
            await http.WriteText(400, "text/html", OpPages.Message(op, "This sign-in is over. Please start again."));
            return;
        }

        if (form.Has("cancel"))
        {
            op.Memory.Pending.TryRemove(id, out _);
            await Answer(op, http, pending, Error("access_denied", "The person cancelled."));
            return;
        }

        var user = op.Users.FirstOrDefault(u => u.Login == form["login"]);
        if (user is null || (form.Has("password") && form["password"] != user.Password))
        {
            await http.WriteText(200, "text/html", OpPages.Login(op, pending, id, Session(op, http), "Wrong user name or password."));
            return;
        }

        op.Memory.Pending.TryRemove(id, out _);
        var session = Session(op, http);
        var keep = session?.User.Login == user.Login && !pending.Fresh;
        await Grant(op, http, pending, keep && session is not null ? session : NewSession(op, http, user));
    }

    private static Task SignIn(TestOp op, HttpContext http, OpPending pending, bool ignoresFreshness)
    {
        var (request, session) = (pending.Request, Session(op, http));
        // Some have no e-mail address: those must not be hinted at by a request without a hint.
        var hinted = request["login_hint"] is { } hint ? op.Users.FirstOrDefault(u => u.Login == hint || (string?)u.Claims["email"] == hint) : null;
        var usable = session is not null && (hinted is null || hinted.Login == session.User.Login);
        if (session is not null && ignoresFreshness) return Grant(op, http, pending, session);

        if (op.SignInAs is { } automatic)
        {
            var user = hinted ?? op.Users.First(u => u.Login == automatic);
            var same = session is not null && session.User.Login == user.Login && !pending.Fresh;
            return Grant(op, http, pending, same && session is not null ? session : NewSession(op, http, user));
        }

        if (session is not null && usable && !pending.Fresh && !request.Words("prompt", "select_account"))
            return Grant(op, http, pending, session);
        if (request.Words("prompt", "none"))
            return Answer(op, http, pending, Error("login_required", "No usable session."));

        var id = OpMemory.NewId();
        op.Memory.Pending[id] = pending;
        return http.WriteText(200, "text/html", OpPages.Login(op, pending, id, session, null));
    }

    private static Task Grant(TestOp op, HttpContext http, OpPending pending, OpSession session)
    {
        var code = OpMemory.NewId();
        op.Memory.Codes[code] = new(pending.Client, session.User, pending.Request, session, op.TokenIssuer(session.User, pending.Issuer),
            op.Now + op.Options.CodeLifetime);
        return Answer(op, http, pending, new(new KeyValuePair<string, string>("code", code)));
    }

    private static async Task Answer(TestOp op, HttpContext http, OpPending pending, Fields fields)
    {
        if (pending.Request["state"] is { } state) fields["state"] = state;
        if (op.SendsIss) fields["iss"] = pending.Issuer;
        var callback = new OpCallback(op, pending.Request["redirect_uri"] ?? "", pending.Request["response_mode"] ?? "query", fields);
        op.Faults.Apply(callback);
        http.Response.Headers.CacheControl = "no-store";
        if (callback.Mode == "form_post")
            await http.WriteText(200, "text/html", OpPages.FormPost(callback));
        else
            http.Response.Redirect(callback.Mode == "fragment" ? callback.RedirectUri + "#" + fields : fields.AddTo(callback.RedirectUri));
    }

    private static TestOpClient? Client(TestOp op, Fields request)
    {
        if (request["client_id"] is not { } id || request["redirect_uri"] is not { } redirect) return null;
        var client = op.Clients.FirstOrDefault(c => c.Id == id);
        if (client is not null && client.RedirectUris.Contains(redirect)) return client;
        return op.Options.AcceptAnyClient ? client ?? new(id, null, redirect) : null;
    }

    private static (string, string)? Refuse(TestOpClient client, Fields request)
    {
        if (request["response_type"] != "code") return ("unsupported_response_type", "Only code.");
        if (!request.Words("scope", "openid")) return ("invalid_scope", "openid is missing.");
        if (request.Has("code_challenge") && request["code_challenge_method"] != "S256") return ("invalid_request", "Only S256.");
        if (client.RequiresPkce && !request.Has("code_challenge")) return ("invalid_request", "code_challenge is missing.");
        return null;
    }

    /// <summary>Whether <c>prompt=login</c> or a <c>max_age</c> older than the session asks for a new authentication.</summary>
    private static bool MustBeFresh(TestOp op, HttpContext http, Fields request) =>
        request.Words("prompt", "login")
        || (int.TryParse(request["max_age"], CultureInfo.InvariantCulture, out var seconds)
            && Session(op, http) is { } session && op.Now >= session.AuthTime.AddSeconds(seconds));

    private static OpSession? Session(TestOp op, HttpContext http) =>
        http.Request.Cookies[op.SessionCookie] is { } id && op.Memory.Sessions.TryGetValue(id, out var session) ? session : null;

    private static OpSession NewSession(TestOp op, HttpContext http, TestUser user)
    {
        var session = new OpSession(OpMemory.NewId(), user, op.Now);
        op.Memory.Sessions[session.Id] = session;
        http.Response.Cookies.Append(op.SessionCookie, session.Id, new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
        return session;
    }

    private static Fields Error(string error, string description) => new Fields().And("error", error).And("error_description", description);
}
