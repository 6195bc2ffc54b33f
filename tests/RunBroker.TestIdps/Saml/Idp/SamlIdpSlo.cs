using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;

namespace RunBroker.TestIdps;

/// <summary>SAMLProf-4.4, asked by an SP or started here; in both cases by the browser.</summary>
internal static class SamlIdpSlo
{
    public static async Task Handle(TestSamlIdp idp, HttpContext http)
    {
        if (await ReceivedSaml.Of(http.Request) is not { Kind: "LogoutRequest" or "LogoutResponse" } message)
        {
            await idp.Say(http, 400, "This is no logout message.");
            return;
        }
        idp.Memory.Received.Enqueue(message);
        if (await idp.Sp(message.Issuer) is not { SloUrl: { } back } sp)
            await idp.Say(http, 400, "This application is not known here, or has no single logout.");
        else if (!idp.AcceptsUnsignedLogout && !message.IsSignedBy(sp))
            await idp.Say(http, 403, "The logout message is not signed by the application.");
        else if (message.Kind == "LogoutResponse")
            await GoOn(idp, http, message.InResponseTo ?? "");
        else
            await Asked(idp, http, sp, back, message);
    }

    /// <summary>The person signs out here: <c>/logout</c>.</summary>
    public static async Task Start(TestSamlIdp idp, HttpContext http)
    {
        if (SamlIdpSso.Session(idp, http) is not { } session)
        {
            await idp.Say(http, 200, "You are signed out.");
            return;
        }
        idp.Memory.Sessions.TryRemove(session.Id, out _);
        http.Response.Cookies.Delete(idp.SessionCookie);
        await Next(idp, http, [.. session.Told.Select(t => (t.Sp, t.NameId, session.Index))]);
    }

    private static Task Asked(TestSamlIdp idp, HttpContext http, TestSamlSp sp, string back, ReceivedSaml request)
    {
        foreach (var (id, session) in idp.Memory.Sessions)
        {
            var named = session.Told.Any(t => t.Sp.EntityId == sp.EntityId && t.NameId?.Value == request.NameId);
            if (named && (request.SessionIndexes.IsEmpty
                || request.SessionIndexes.Contains(session.Index))) idp.Memory.Sessions.TryRemove(id, out _);
        }
        var answer = LogoutDraft.Response(idp.Keys.Signing, idp.EntityId, back, request.Id, idp.Now) with { Status = idp.LogoutStatus };
        return http.Send(back, sp.SloBinding, idp.EditLogout(answer), request.RelayState);
    }

    private static Task GoOn(TestSamlIdp idp, HttpContext http, string requestId) =>
        idp.Memory.Rounds.TryRemove(requestId, out var rest) ? Next(idp, http, rest) : idp.Say(http, 400, "Nobody asked for this.");

    private static Task Next(TestSamlIdp idp, HttpContext http, ImmutableArray<(TestSamlSp Sp, NameIdDraft? NameId, string Index)> rest)
    {
        if (rest is not [var (sp, nameId, index), .. var others]) return idp.Say(http, 200, "You are signed out everywhere.");
        if (sp.SloUrl is not { } to || nameId is null) return Next(idp, http, others);
        var draft = idp.EditLogout(LogoutDraft.Request(idp.Keys.Signing, idp.EntityId, to, nameId,
            idp.Now) with
        { SessionIndexes = [index] });
        idp.Memory.Rounds[draft.Id ?? ""] = others;
        return http.Send(to, sp.SloBinding, draft, null);
    }
}
