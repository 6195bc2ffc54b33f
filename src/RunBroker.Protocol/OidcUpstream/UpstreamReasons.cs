using System.Collections.Frozen;
using System.Collections.Immutable;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>Who can mend it.</summary>
public enum UpstreamParty { TenantIt, Operator, AppDeveloper, Person }

/// <param name="Reason">Of the refusal.</param>
/// <param name="Who">The first to act.</param>
/// <param name="AppError">What the app is told, should it be told (OIDCC-3.1.2.6); null where no app waits.</param>
/// <param name="Explanation">What happened: one English sentence for the tenant's admin.</param>
/// <param name="Fix">What that party does, in English.</param>
public sealed record UpstreamReasonText(UpstreamReason Reason, UpstreamParty Who, string? AppError, string Explanation, string Fix);

/// <summary>What a case file says about each reason. A reason without a row fails a test.</summary>
public static class UpstreamReasons
{
    public static UpstreamReasonText Of(UpstreamReason reason) => ByReason[reason];

    public static ImmutableArray<UpstreamReasonText> All { get; } =
    [
        // the answer at our redirect URI
        Person(UpstreamReason.WrongState, "server_error",
            "The provider's answer does not belong to this sign-in: the page was old, was opened twice, or came from elsewhere.",
            "Start the sign-in again from the app, in one tab."),
        Operator(UpstreamReason.RepeatedParameter, "server_error",
            "The provider's answer says something twice, so which one is meant is unclear.",
            "Look for a proxy in front of this service that changes addresses."),
        It(UpstreamReason.WrongAnswerIssuer, "server_error",
            "The answer came from another provider than the one the sign-in was sent to.",
            "Compare the issuer URL of the connection with the provider's. If they are equal, report this as a possible attack."),
        Person(UpstreamReason.AccessDenied, "access_denied",
            "The sign-in was cancelled at the provider, or the provider refused this person.",
            "Try again. If it is refused again, ask the organisation's IT for access to this app."),
        It(UpstreamReason.NotAssigned, "access_denied",
            "The provider knows this person, but the app is not assigned to them there.",
            "Assign the person or one of their groups to the app at the provider."),
        App(UpstreamReason.LoginRequired, "login_required",
            "The person is not signed in at the provider, and the app asked for an answer without any page.",
            "Nothing to mend: the app starts a sign-in with pages."),
        App(UpstreamReason.InteractionRequired, "interaction_required",
            "The provider needs to ask the person something (consent, which account, a second factor), and the app allowed no page.",
            "Nothing to mend: the app starts a sign-in with pages. If it comes each time, give consent for all users at the provider."),
        It(UpstreamReason.RequestRefused, "server_error",
            "The provider refused the request itself: a scope, the redirect URI or the client is not as registered there.",
            "Compare client ID, scopes and callback URL at the provider with those of the connection."),
        It(UpstreamReason.ProviderUnavailable, "temporarily_unavailable",
            "The provider could not answer just now.",
            "Try again in a few minutes, and look at the provider's status page."),
        It(UpstreamReason.SaidNo, "server_error",
            "The provider refused the sign-in.",
            "Look up the error in the provider's own sign-in log."),
        It(UpstreamReason.NoCode, "server_error",
            "The provider sent the browser back without an answer.",
            "Turn on the authorization code flow for this client at the provider."),
        // the token endpoint
        It(UpstreamReason.TokenAnswerTooLarge, "server_error",
            "The provider's token answer is too large.",
            "Send fewer claims: most often too many groups."),
        It(UpstreamReason.TokenAnswerNotJson, "server_error",
            "The token endpoint answered something that is not JSON.",
            "Look for a proxy or firewall that answers in the provider's place."),
        It(UpstreamReason.ClientRefused, "server_error",
            "The provider refused our client ID or secret.",
            "Copy the client secret again, without spaces, or make a new one at the provider: it may have expired."),
        Person(UpstreamReason.CodeRefused, "server_error",
            "The provider did not take its code back: it was too old, already used, or of another redirect URI.",
            "Start the sign-in again. If it comes at each sign-in, compare the callback URL registered at the provider."),
        It(UpstreamReason.ExchangeRefused, "server_error",
            "The provider refused to give tokens.",
            "Look up the error in the provider's own sign-in log."),
        It(UpstreamReason.WrongTokenType, "server_error",
            "The provider gave an access token that is not a bearer token.",
            "Turn off sender-constrained tokens (DPoP, mTLS) for this client at the provider."),
        It(UpstreamReason.NoAccessToken, "server_error",
            "The provider gave no usable access token.",
            "Turn on the authorization code flow for this client at the provider."),
        It(UpstreamReason.NoIdToken, "server_error",
            "The provider gave no ID token, so nobody is vouched for.",
            "Register the client at the provider as OpenID Connect, and keep openid among the scopes."),
        // ID token; also signed userinfo and logout tokens
        It(UpstreamReason.MalformedToken, "server_error",
            "The provider's token is not well formed.",
            "Look for an update of the provider: this is a fault of its software."),
        It(UpstreamReason.AlgorithmNotAllowed, "server_error",
            "The token is not signed, or signed in a way this connection does not accept.",
            "Have the provider sign this client's ID tokens with RS256."),
        It(UpstreamReason.UnsupportedHeader, "server_error",
            "The token's header demands an extension that is not supported.",
            "Turn off such extensions for this client at the provider."),
        It(UpstreamReason.WrongTokenKind, "server_error",
            "The provider sent another kind of token where this one belongs.",
            "Look for an update of the provider: this is a fault of its software."),
        It(UpstreamReason.UnknownKey, "server_error",
            "The token is signed by a key that the provider does not publish.",
            "Compare the provider's published keys (jwks_uri) with the key it signs with."),
        It(UpstreamReason.WeakKey, "server_error",
            "The provider signs with a key that is too weak.",
            "Let the provider use RSA keys of 2048 bits or more, or EC keys."),
        It(UpstreamReason.BadSignature, "server_error",
            "The token's signature is wrong: it was changed, or signed by somebody else.",
            "Compare the provider's published keys with the key it signs with. If they are equal, report this as a possible attack."),
        It(UpstreamReason.Undecryptable, "server_error",
            "The token is encrypted in a way that cannot be read here.",
            "Turn off ID token encryption for this client at the provider, or let it take our published key again."),
        It(UpstreamReason.LogoutTokenAsIdToken, "server_error",
            "A logout token was sent where an ID token belongs.",
            "Report this as a possible attack."),
        It(UpstreamReason.WrongIssuer, "server_error",
            "The token names another provider than this connection's.",
            "Compare the issuer URL of the connection with the provider's."),
        It(UpstreamReason.TenantNotAllowed, "access_denied",
            "The person belongs to an Entra tenant that may not sign in here.",
            "Add the tenant's id to the connection, if its people are to sign in."),
        It(UpstreamReason.KeyOfAnotherIssuer, "server_error",
            "The token is signed by a key of another Entra tenant.",
            "Report this as a possible attack."),
        It(UpstreamReason.WrongAudience, "server_error",
            "The token was made for another client.",
            "Compare the client ID of the connection with the provider's."),
        It(UpstreamReason.WrongAuthorizedParty, "server_error",
            "The token was given to another client.",
            "Let the provider put only this client into the token's audience."),
        It(UpstreamReason.MissingExpiry, "server_error",
            "The token does not say how long it is good.",
            "Look for an update of the provider: exp is required."),
        It(UpstreamReason.Expired, "server_error",
            "The token had already expired when it came.",
            "Compare the clocks: let the provider's machine use NTP."),
        It(UpstreamReason.NotYetValid, "server_error",
            "The token is not good yet.",
            "Compare the clocks: let the provider's machine use NTP."),
        It(UpstreamReason.MissingIssuedAt, "server_error",
            "The token does not say when it was made.",
            "Look for an update of the provider: iat is required."),
        It(UpstreamReason.IssuedInFuture, "server_error",
            "The token says it was made in the future.",
            "Compare the clocks: let the provider's machine use NTP."),
        Person(UpstreamReason.WrongNonce, "server_error",
            "The token was made for another sign-in.",
            "Start the sign-in again. If it comes at each sign-in, the provider leaves out nonce: look for an update of it."),
        It(UpstreamReason.MissingSubject, "server_error",
            "The token does not say whom it is about.",
            "Let the provider fill sub with an id that never changes."),
        It(UpstreamReason.BadSubject, "server_error",
            "The person's id is too long or has characters it may not have.",
            "Let the provider fill sub with an id of at most 255 ASCII characters."),
        It(UpstreamReason.MissingEntraIdentity, "server_error",
            "The Entra token lacks tid or oid, by which people are told apart.",
            "Put profile among the scopes of the connection."),
        It(UpstreamReason.WrongAccessTokenHash, "server_error",
            "The ID token belongs to another access token.",
            "Report this as a possible attack."),
        It(UpstreamReason.WrongCodeHash, "server_error",
            "The ID token belongs to another code.",
            "Report this as a possible attack."),
        It(UpstreamReason.MissingAuthTime, "server_error",
            "The app wants a recent sign-in, and the provider does not say when the person signed in.",
            "Let the provider send auth_time (Entra: an optional claim of the app registration)."),
        Person(UpstreamReason.AuthenticationTooOld, "login_required",
            "The app wants a more recent sign-in than the provider has.",
            "Sign out at the provider and try again. If it comes each time, the provider ignores prompt=login and max_age."),
        It(UpstreamReason.WrongAcr, "unmet_authentication_requirements",
            "The person did not sign in as strongly as the app insists on.",
            "Turn on the demanded method (such as a second factor) for this app at the provider."),
        It(UpstreamReason.SessionAlreadyOver, "login_required",
            "The provider says the session is over already.",
            "Sign in at the provider afresh; look at its session policy if it comes each time."),
        // userinfo
        It(UpstreamReason.UserInfoRefused, "server_error",
            "The provider refused to tell more about the person.",
            "Look at what the provider needs for its userinfo endpoint, or let it put the claims into the ID token."),
        It(UpstreamReason.UserInfoUnreadable, "server_error",
            "The provider's answer about the person cannot be read.",
            "Let the provider put the claims into the ID token, or send fewer of them."),
        It(UpstreamReason.UserInfoWrongSubject, "server_error",
            "The provider's answer about the person is about somebody else.",
            "Let the provider use the same sub in userinfo and ID token."),
        // logout tokens
        It(UpstreamReason.LogoutTokenTooOld, null,
            "The provider's sign-out message came too late.",
            "Compare the clocks: let the provider's machine use NTP."),
        It(UpstreamReason.NonceInLogoutToken, null,
            "The provider's sign-out message looks like an ID token.",
            "Look for an update of the provider."),
        It(UpstreamReason.WrongLogoutEvent, null,
            "The provider's sign-out message is not one.",
            "Look for an update of the provider."),
        It(UpstreamReason.MissingTokenId, null,
            "The provider's sign-out message has no id, so a copy could not be told from it.",
            "Look for an update of the provider."),
        It(UpstreamReason.LogoutNamesNobody, null,
            "The provider's sign-out message does not say whom it is about.",
            "Let the provider send sid (often: session required)."),
        It(UpstreamReason.LogoutTokenReplayed, null,
            "The provider's sign-out message came a second time and changed nothing.",
            "Nothing to mend, unless it comes often: then the provider repeats what was answered."),
        // global token revocation
        It(UpstreamReason.RevocationNotSetUp, null,
            "The provider ordered the end of everything a person has, and the connection names nobody who may.",
            "Set global_token_revocation_jwt_iss and global_token_revocation_jwt_sub of the connection, or turn it off at the provider."),
        It(UpstreamReason.WrongCaller, null,
            "The order came from another client or app of the provider.",
            "Compare sub of the provider's tokens with the connection: of OpenID Connect the client ID, of SAML global_token_revocation_jwt_sub."),
        It(UpstreamReason.LivesTooLong, null,
            "The provider's order is good for too long a time.",
            "Let the provider's tokens end ten minutes after they were made, or earlier."),
    ];

    private static readonly FrozenDictionary<UpstreamReason, UpstreamReasonText> ByReason = All.ToFrozenDictionary(static r => r.Reason);

    private static UpstreamReasonText It(UpstreamReason reason, string? appError, string explanation, string fix) =>
        new(reason, UpstreamParty.TenantIt, appError, explanation, fix);

    private static UpstreamReasonText Person(UpstreamReason reason, string? appError, string explanation, string fix) =>
        new(reason, UpstreamParty.Person, appError, explanation, fix);

    private static UpstreamReasonText Operator(UpstreamReason reason, string? appError, string explanation, string fix) =>
        new(reason, UpstreamParty.Operator, appError, explanation, fix);

    private static UpstreamReasonText App(UpstreamReason reason, string? appError, string explanation, string fix) =>
        new(reason, UpstreamParty.AppDeveloper, appError, explanation, fix);
}
