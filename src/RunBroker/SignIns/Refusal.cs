using System.Text.Json.Nodes;
using RunBroker.Authorize;
using RunBroker.Cases;
using RunBroker.Http;
using RunBroker.Operations;
using RunBroker.Pages;
using RunBroker.Pages.Words;
using RunBroker.Protocol;
using RunBroker.Protocol.Oidc;
using RunBroker.Storage;
using RunBroker.Tenancy;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.TestSignIns;
using RunBroker.Upstream;

namespace RunBroker.SignIns;

/// <summary>
/// Ends a sign-in that cannot go on. Every way out records the reason first: the person gets a page with the case id or goes back to the
/// app, the app an OAuth error, the admin the reason with wanted and got.
/// </summary>
internal sealed class Refusal(Db db, Settings settings, SecretBox box, TimeProvider time)
{
    /// <summary>An OAuth error at once: the app's own mistake, prompt=none, or the person's own cancel (contract section 4, "Failures").</summary>
    public async Task<IResult> TellApp(HttpContext http, SignIn signIn, OAuthError error, string code)
    {
        signIn.Case.Failed("answer", error.Description, error.Spec);
        signIn.Case.About(signIn.TenantId, signIn.ConnectionId);
        // "Nobody is signed in" is the everyday answer to prompt=none, and anybody's script can ask for it: the case is kept, nobody is told.
        await Record(http, signIn.Case, code, told: !signIn.Request.Silent);
        if (signIn.TestId is { } test)
            return new SeeOther(Routes.TestResult(test));
        return Reply.ToApp(http, Answer(signIn.Request, error), signIn.AfterForm);
    }

    /// <summary>As above, before there is an accepted request.</summary>
    public async Task<IResult> TellApp(HttpContext http, CaseFile file, AuthorizeOutcome.TellApp tell)
    {
        file.Failed("authorize_request", tell.Error.Description, tell.Error.Spec);
        await Record(http, file, $"request.{tell.Error.Error}", told: false);
        return Reply.ToApp(http, AuthorizeReply.Error(tell.Redirect, tell.Mode, tell.State, settings.Issuer, tell.Error));
    }

    /// <summary>Our page, whose button gives the error to the app.</summary>
    public async Task<IResult> TellPerson(HttpContext http, SignIn signIn, ErrorReason reason, string code, OAuthError error, Connection? connection = null)
    {
        signIn.Case.Failed("sign_in", error.Description, error.Spec);
        await Record(http, signIn, code);
        return Page(http, signIn, reason, error, connection);
    }

    /// <summary>The upstream leg failed.</summary>
    public async Task<IResult> TellPerson(HttpContext http, SignIn signIn, UpstreamFault fault, Connection connection)
    {
        signIn.Case.Failed("upstream", fault);
        await Record(http, signIn, fault.Code, connection);
        if (signIn.TestId is { } test)
            return new SeeOther(Routes.TestResult(test));
        var error = new OAuthError(fault.OAuthError, $"the sign-in failed; case {signIn.Case.CaseId}", fault.Spec);
        // The person turned back: going on to the app is what they asked for.
        return fault.TurnedBack
            ? Reply.ToApp(http, Answer(signIn.Request, new("access_denied", "the person or the provider cancelled the sign-in", fault.Spec)), signIn.AfterForm)
            : Page(http, signIn, fault.Page, error, connection);
    }

    /// <summary>No way back to an app is known: our page alone (RFC6749-4.1.2.1).</summary>
    /// <param name="again">Where the same sign-in begins anew, or null.</param>
    public async Task<IResult> TellPerson(HttpContext http, CaseFile file, ErrorReason reason, string code, string says, string spec, string? again = null, int status = 400)
    {
        file.Failed("sign_in", says, spec);
        return await TellPerson(http, file, reason, code, again, status);
    }

    /// <summary>The same of an upstream's message that no sign-in waits for.</summary>
    public Task<IResult> TellPerson(HttpContext http, CaseFile file, UpstreamFault fault)
    {
        file.Failed("upstream", fault);
        return TellPerson(http, file, fault.Page, fault.Code, null, StatusCodes.Status403Forbidden, fault.Protocol);
    }

    /// <summary>The same without a person: the provider's server asked, and its answer is the endpoint's.</summary>
    public Task NoteSignOut(HttpContext http, CaseFile file, UpstreamFault fault)
    {
        file.Failed("upstream_sign_out", fault);
        return Record(http, file, fault.Code, told: false);
    }

    /// <summary>A sign-out of the provider that was not accepted: no sign-in failed, but its admin wants to know all the same.</summary>
    public async Task<IResult> TellPersonAboutSignOut(HttpContext http, CaseFile file, UpstreamFault fault)
    {
        file.Failed("upstream_sign_out", fault);
        await Record(http, file, fault.Code, told: false);
        return PersonPages.SignOutRefused(PageFrame.For(http.Request), file.CaseId);
    }

    private async Task<IResult> TellPerson(HttpContext http, CaseFile file, ErrorReason reason, string code, string? again, int status, string? protocol = null)
    {
        await Record(http, file, code, told: false);
        var frame = PageFrame.For(http.Request);
        return PersonPages.ErrorPage(frame, new ErrorPageModel
        {
            Reason = reason,
            Cause = Cause(code, protocol, frame),
            DetailsUrl = Details(file),
            CaseId = file.CaseId,
            At = time.GetUtcNow(),
            Status = status,
            StartAgainUrl = again,
        });
    }

    private IResult Page(HttpContext http, SignIn signIn, ErrorReason reason, OAuthError error, Connection? connection)
    {
        if (signIn.TestId is { } test)
            return new SeeOther(Routes.TestResult(test));
        var frame = PageFrame.For(http.Request, string.Join(' ', signIn.Request.UiLocales)).Of(signIn.Tenant);
        return PersonPages.ErrorPage(frame, new ErrorPageModel
        {
            Reason = reason,
            Cause = Cause(signIn.Case.Row.Error!, connection?.Protocol, frame),
            DetailsUrl = Details(signIn.Case),
            CaseId = signIn.Case.CaseId,
            At = time.GetUtcNow(),
            Status = reason == ErrorReason.UpstreamUnreachable ? 424 : 403,
            AppName = signIn.App.Name,
            UpstreamName = connection?.Name,
            Back = Reply.AsWayBack(Answer(signIn.Request, error)),
            StartAgainUrl = reason is ErrorReason.UpstreamUnreachable or ErrorReason.UpstreamRefused or ErrorReason.SignInExpired or ErrorReason.ClocksApart
                or ErrorReason.SignInNotFresh ? Again(signIn.Request.Sent) : null,
        });
    }

    /// <summary>As the case file has it: the person's IT and the admin read the same sentence.</summary>
    private static string? Cause(string code, string? protocol, PageFrame frame) => CauseCatalogue.Of(code, protocol)?.Text(frame.Language).Title;

    /// <summary>For an admin; a case without a tenant is nobody's to look at. Names no tenant, since anybody may see this page (O-127).</summary>
    private string? Details(CaseFile file) => file.Row.TenantId is null ? null : settings.Url(Routes.AdminCase(file.CaseId));

    /// <summary>The app's request once more, by GET; null when it is too long for a link.</summary>
    public static string? Again(Parameters sent) =>
        FormEncoding.AddTo(Routes.Authorize, sent.All) is { Length: <= 4096 } url ? url : null;

    private AuthorizeReply Answer(AuthorizeRequest request, OAuthError error) =>
        AuthorizeReply.Error(request.Redirect, request.Mode, request.State, settings.Issuer, error);

    private Task Record(HttpContext http, SignIn signIn, string code, Connection? connection = null)
    {
        signIn.Case.About(signIn.TenantId, connection?.Id ?? signIn.ConnectionId);
        return Record(http, signIn.Case, code, connection);
    }

    /// <param name="told">
    /// Whether the audit log and webhooks hear of it. Not of what a request without any sign-in brings about: one line of anybody's script
    /// would be a row for ever and a delivery to every webhook of the tenant (O-126).
    /// </param>
    private Task Record(HttpContext http, CaseFile file, string code, Connection? connection = null, bool told = true) =>
        // Not the request's cancellation: a person who has given up is the case that must not get lost.
        db.Write(async tx =>
        {
            await file.SealedBy(box).Fail(tx, code);
            if (file.Row.TestId is not null)
            {
                // Of nobody's sign-in: neither the connection's last failure nor a webhook.
                await TestEnd.Note(tx, http, file, code, null, time.GetUtcNow());
                return;
            }

            if (connection is not null)
                await ConnectionStore.Failed(tx, connection.TenantId, connection.Id, time.GetUtcNow());
            if (told && file.Row.TenantId is { } tenant)
            {
                await Events.Record(tx, new("sign_in.failed", tenant, file.Row.ConnectionId is { } id ? $"upstream:{id}" : "broker", "sign_in", file.Id,
                    new JsonObject { ["case_id"] = file.CaseId, ["error"] = code, ["client_id"] = file.Row.ClientId, ["connection_id"] = file.Row.ConnectionId },
                    http.Ip(), time.GetUtcNow()));
            }
        }, CancellationToken.None);
}
