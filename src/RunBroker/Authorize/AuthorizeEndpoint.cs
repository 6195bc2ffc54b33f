using RunBroker.Http;
using RunBroker.Pages.Words;
using RunBroker.Protocol.Oidc;
using RunBroker.SignIns;
using RunBroker.Tenancy;
using RunBroker.Tokens;

namespace RunBroker.Authorize;

/// <summary>App → broker: OIDCC-3.1.2.1.</summary>
internal static class AuthorizeEndpoint
{
    public static async Task<IResult> Handle(
        HttpContext http, Apps apps, Dispatcher dispatcher, Refusal refusal, IdTokenHints hints, TimeProvider time, CancellationToken stop)
    {
        if (await http.Request.ReadParameters(stop) is not { } sent)
        {
            return await refusal.TellPerson(http, CaseFile.Open(time, null), ErrorReason.RequestMalformed, "request.NotForm",
                "the parameters cannot be read as application/x-www-form-urlencoded", "RFC6749-3.1");
        }

        var app = await apps.Find(sent["client_id"], stop);
        var file = CaseFile.Open(time, app?.ClientId);
        file.About(app?.Tenant);
        switch (AuthorizeRequest.Check(sent, app?.Trust))
        {
            case AuthorizeOutcome.TellPerson tell:
                return await refusal.TellPerson(http, file, tell.Kind == PersonError.UnknownApp ? ErrorReason.AppNotRegistered : ErrorReason.RedirectNotRegistered,
                    $"request.{tell.Kind}", tell.Error.Description, tell.Error.Spec);
            case AuthorizeOutcome.TellApp tell:
                return await refusal.TellApp(http, file, tell);
            case AuthorizeOutcome.Accepted accepted:
                file.Passed("authorize_request", $"scope {string.Join(' ', accepted.Request.Scopes)}");
                var signIn = new SignIn { App = app!, Request = accepted.Request, Case = file };
                return hints.Check(accepted.Request.IdTokenHint, app!.ClientId) switch
                {
                    IdTokenHint.Bad bad => await refusal.TellApp(http, signIn, new("invalid_request", bad.Says, "OIDCC-3.1.2.1"), "request.IdTokenHint"),
                    IdTokenHint.Names names => await dispatcher.Next(http, signIn with { HintedUser = names.UserId }, stop),
                    _ => await dispatcher.Next(http, signIn, stop),
                };
            default:
                throw new InvalidOperationException("closed set");
        }
    }
}
