using RunBroker.Authorize;
using RunBroker.Protocol.Oidc;
using RunBroker.Sessions;
using RunBroker.Storage;

namespace RunBroker.SignIns;

/// <summary>Silent SSO: the session in this browser answers the app, and that is activity (contract section 4).</summary>
internal sealed class AnswerFromSession(Db db, Settings settings)
{
    public async Task<IResult> Answer(HttpContext http, Situation situation, NextStep.AnswerApp answer, CancellationToken stop)
    {
        var (signIn, session) = (situation.SignIn, answer.Session);
        signIn.Case.About(session.TenantId, session.ConnectionId, session.UserId, session.Id);
        signIn.Case.Passed("session", "answered from the session in this browser");
        var code = await db.Write(async tx =>
        {
            if (session.NeedsTouch(situation.Limits, situation.Now))
            {
                var idle = TimeSpan.FromMilliseconds(Math.Min(session.IdleMs, situation.Limits.Idle.TotalMilliseconds));
                await SessionStore.Touch(tx, session.TenantId, session.Id, situation.Now, session.AbsoluteEnd(situation.Limits), idle);
            }

            await signIn.Case.Succeed(tx);
            return await IssueCode.For(tx, signIn, session, situation.Now);
        }, stop);
        var sessionState = BrowserState.Of(session) is { } state ? SessionStateHash.For(signIn.Request, state) : null;
        return Reply.ToApp(http, AuthorizeReply.Code(signIn.Request, settings.Issuer, code, sessionState), signIn.AfterForm);
    }
}
