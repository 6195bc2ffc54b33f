using Microsoft.AspNetCore.Http;

namespace RunBroker.TestIdps;

/// <summary>SAMLProf-4.1 from the provider's side: judges the request, asks the person when it must, and answers by a form.</summary>
internal static class SamlIdpSso
{
    public static async Task Handle(TestSamlIdp idp, HttpContext http)
    {
        if (await ReceivedSaml.Of(http.Request) is not { Kind: "AuthnRequest" } request)
        {
            await idp.Say(http, 400, "This is no AuthnRequest.");
            return;
        }
        idp.Memory.Received.Enqueue(request);
        if (await idp.Sp(request.Issuer) is not { } sp)
        {
            await idp.Say(http, 400, "This application is not known here.");
            return;
        }
        if (Refuse(idp, sp, request) is { } why)
            await idp.Say(http, 403, why);
        else
            await SignIn(idp, http, new(sp, request, request.RelayState));
    }

    /// <summary>Started here, without a request: <c>/start?sp=…&amp;RelayState=…</c>.</summary>
    public static async Task Start(TestSamlIdp idp, HttpContext http)
    {
        var query = await Fields.Of(http.Request);
        if (await idp.Sp(query["sp"] ?? idp.Sps.FirstOrDefault()?.EntityId ?? "") is { } sp)
            await SignIn(idp, http, new(sp, null, query["RelayState"]));
        else
            await idp.Say(http, 400, "This application is not known here.");
    }

    /// <summary>The login page's forms: a person was chosen, a password typed, or the whole thing cancelled.</summary>
    public static async Task Login(TestSamlIdp idp, HttpContext http)
    {
        var form = await Fields.Of(http.Request);
        if (form["id"] is not { } id || !idp.Memory.Pending.TryGetValue(id, out var pending))
        {
            await idp.Say(http, 400, "This sign-in is over. Please start again.");
            return;
        }
        var user = idp.Users.FirstOrDefault(u => u.Login == form["login"]);
        if (form.Has("cancel"))
        {
            idp.Memory.Pending.TryRemove(id, out _);
            await Refused(idp, http, pending, SamlUris.Responder, SamlUris.AuthnFailed);
        }
        else if (user is null || (form.Has("password") && form["password"] != user.Password))
        {
            await ShowLogin(idp, http, id, "Wrong user name or password.");
        }
        else
        {
            idp.Memory.Pending.TryRemove(id, out _);
            await Grant(idp, http, pending, NewSession(idp, http, user));
        }
    }

    private static Task SignIn(TestSamlIdp idp, HttpContext http, SamlIdpPending pending)
    {
        var session = Session(idp, http);
        var fresh = pending.Request?.ForceAuthn == true && !idp.IgnoresForceAuthn;
        if (session is not null && !fresh && (idp.SignInAs is null || idp.SignInAs == session.User.Login)) return Grant(idp, http, pending,
            session);
        if (pending.Request?.IsPassive == true && !idp.IgnoresIsPassive) return Refused(idp, http, pending, SamlUris.Responder,
            SamlUris.NoPassive);
        if (idp.SignInAs is { } automatic) return Grant(idp, http, pending,
            NewSession(idp, http, idp.Users.First(u => u.Login == automatic)));

        var id = OpMemory.NewId();
        idp.Memory.Pending[id] = pending;
        return ShowLogin(idp, http, id, null);
    }

    private static Task ShowLogin(TestSamlIdp idp, HttpContext http, string id, string? problem) =>
        http.WriteText(200, "text/html",
            ProviderPages.Login(idp.Options.Name, "/login", id, idp.Users, Session(idp, http)?.User.Login, null, problem));

    private static Task Grant(TestSamlIdp idp, HttpContext http, SamlIdpPending pending, SamlIdpSession session)
    {
        var draft = idp.Draft(pending.Sp, session.User, pending.Request, session);
        idp.Memory.Sessions[session.Id] = session with
        {
            Told = [.. session.Told.Where(t => t.Sp.EntityId != pending.Sp.EntityId),
            (pending.Sp, draft.NameId)]
        };
        return Answer(idp, http, pending, draft);
    }

    private static Task Refused(TestSamlIdp idp, HttpContext http, SamlIdpPending pending, params IEnumerable<string> status) =>
        Answer(idp, http, pending, (idp.Draft(pending.Sp, null, pending.Request, null) with { HasAssertion = false, Status = [.. status] })
            .Sign(assertion: false, response: true));

    private static Task Answer(TestSamlIdp idp, HttpContext http, SamlIdpPending pending, ResponseDraft draft)
    {
        var final = idp.Edited(draft);
        idp.Memory.Sent.Enqueue(final);
        var fields = new Fields().And("SAMLResponse", Convert.ToBase64String(final.Write()));
        if (idp.EditRelayState(pending.RelayState) is { } relayState) fields.And("RelayState", relayState);
        http.Response.Headers.CacheControl = "no-store";
        return http.WriteText(200, "text/html", ProviderPages.AutoPost(TestSamlIdp.AcsOf(pending.Sp, pending.Request), fields));
    }

    private static string? Refuse(TestSamlIdp idp, TestSamlSp sp, ReceivedSaml request)
    {
        if (request.Destination.Length > 0 && request.Destination != idp.SsoUrl) return "The request is for somebody else.";
        if (request.AcsUrl is { } acs && !sp.AcsUrls.Contains(acs)) return "The request names an address that is not the application's.";
        if (request.IsSigned && sp.SigningCertificates.Length > 0
            && !request.IsSignedBy(sp)) return "The signature of the request is wrong.";
        return !request.IsSigned && (idp.Options.WantsSignedRequests || sp.SignsRequests) ? "The request is not signed." : null;
    }

    internal static SamlIdpSession? Session(TestSamlIdp idp, HttpContext http) =>
        http.Request.Cookies[idp.SessionCookie] is { } id && idp.Memory.Sessions.TryGetValue(id, out var session) ? session : null;

    private static SamlIdpSession NewSession(TestSamlIdp idp, HttpContext http, TestUser user)
    {
        var session = new SamlIdpSession(OpMemory.NewId(), user, idp.Now);
        if (Session(idp, http) is { } before)
        {
            idp.Memory.Sessions.TryRemove(before.Id, out _);
            if (before.User.Login == user.Login) session = session with { Told = before.Told };
        }
        idp.Memory.Sessions[session.Id] = session;
        http.Response.Cookies.Append(idp.SessionCookie, session.Id, new() { HttpOnly = true, Path = "/" });
        return session;
    }
}
