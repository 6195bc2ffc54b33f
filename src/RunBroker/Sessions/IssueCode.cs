using RunBroker.Http;
using RunBroker.SignIns;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Sessions;

/// <summary>The code that answers an app, and the app's place in the session, in one transaction.</summary>
internal static class IssueCode
{
    /// <summary>256 random bits, stored hashed, one use, a minute long, bound to app, redirect_uri, PKCE, nonce and session (O-006).</summary>
    public static async Task<string> For(Tx tx, SignIn signIn, Session session, DateTimeOffset now)
    {
        if (signIn.TestId is not null)
            throw new InvalidOperationException("a test sign-in makes nothing");
        // Random for each app, so that apps cannot tell that they share a session (O-106).
        var participant = await SessionStore.Join(tx, session.Id, signIn.App.ClientId, RandomToken.Create("", 16), now);
        var code = Handle.New("gra_", now);
        await GrantStore.Insert(tx, new Grant
        {
            Id = code.Id,
            TenantId = session.TenantId,
            ClientId = signIn.App.ClientId,
            UserId = session.UserId,
            SessionId = session.Id,
            Sid = participant.Sid,
            Scope = string.Join(' ', signIn.Request.Scopes),
            Claims = signIn.Request.ClaimsJson,
            Nonce = signIn.Request.Nonce,
            RedirectUri = signIn.Request.Redirect.Uri,
            CodeChallenge = signIn.Request.CodeChallenge,
            CodeHash = code.Hash(),
            CodeExpiresAt = now + Limits.Code,
            AuthTime = session.AuthTime,
            CreatedAt = now,
        });
        return code.ToString();
    }
}
