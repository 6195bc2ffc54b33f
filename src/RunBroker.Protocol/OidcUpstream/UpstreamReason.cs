namespace RunBroker.Protocol.OidcUpstream;

/// <summary>
/// Why an answer of a provider was refused, in the order the checks run. Names are stored and counted: never renamed. What each
/// means for whom is in <see cref="UpstreamReasons"/>.
/// </summary>
public enum UpstreamReason
{
    // the answer at our redirect URI
    /// <summary>The answer's state is not the one this sign-in sent.</summary>
    WrongState,
    /// <summary>The answer has a parameter twice.</summary>
    RepeatedParameter,
    /// <summary>The answer's iss is missing or another provider's (RFC9207).</summary>
    WrongAnswerIssuer,
    /// <summary>The person turned back, or the provider said access_denied.</summary>
    AccessDenied,
    /// <summary>The provider said that this person may not use the app.</summary>
    NotAssigned,
    /// <summary>The provider has no session, and no page was allowed.</summary>
    LoginRequired,
    /// <summary>The provider must ask the person something, and no page was allowed.</summary>
    InteractionRequired,
    /// <summary>The provider did not take the authorization request.</summary>
    RequestRefused,
    /// <summary>The provider has a fault of its own.</summary>
    ProviderUnavailable,
    /// <summary>The provider refused with an error of its own.</summary>
    SaidNo,
    /// <summary>The answer has neither code nor error.</summary>
    NoCode,

    // the token endpoint
    /// <summary>The token endpoint's answer is over its size limit.</summary>
    TokenAnswerTooLarge,
    /// <summary>The token endpoint's answer is not JSON.</summary>
    TokenAnswerNotJson,
    /// <summary>The provider does not accept our client ID or secret.</summary>
    ClientRefused,
    /// <summary>The provider does not accept its own code from us.</summary>
    CodeRefused,
    /// <summary>The provider refused the token request in another way.</summary>
    ExchangeRefused,
    /// <summary>The access token is of a type we cannot use.</summary>
    WrongTokenType,
    /// <summary>The answer has no usable access token.</summary>
    NoAccessToken,
    /// <summary>The answer has no ID token.</summary>
    NoIdToken,

    // ID token; also signed userinfo and logout tokens
    /// <summary>Not a token in its one canonical form.</summary>
    MalformedToken,
    /// <summary>Signed with none, or with an algorithm the connection does not allow.</summary>
    AlgorithmNotAllowed,
    /// <summary>The header demands something we do not do.</summary>
    UnsupportedHeader,
    /// <summary>The header says it is another kind of token.</summary>
    WrongTokenKind,
    /// <summary>No published key of the provider fits, even after a fresh look.</summary>
    UnknownKey,
    /// <summary>The provider's key is too weak to trust.</summary>
    WeakKey,
    /// <summary>The signature does not fit the key.</summary>
    BadSignature,
    /// <summary>Encrypted, but not to a key of ours, or in a way we refuse.</summary>
    Undecryptable,
    /// <summary>A logout token where an ID token belongs.</summary>
    LogoutTokenAsIdToken,
    /// <summary>iss is not the connection's issuer.</summary>
    WrongIssuer,
    /// <summary>An Entra tenant that is not on the connection's list.</summary>
    TenantNotAllowed,
    /// <summary>Signed by an Entra key that belongs to another tenant.</summary>
    KeyOfAnotherIssuer,
    /// <summary>aud does not name our client.</summary>
    WrongAudience,
    /// <summary>azp is not our client.</summary>
    WrongAuthorizedParty,
    /// <summary>exp is missing or no number.</summary>
    MissingExpiry,
    /// <summary>exp is over.</summary>
    Expired,
    /// <summary>nbf is in the future.</summary>
    NotYetValid,
    /// <summary>iat is missing or no number.</summary>
    MissingIssuedAt,
    /// <summary>iat is in the future.</summary>
    IssuedInFuture,
    /// <summary>nonce is missing or not the one this sign-in sent.</summary>
    WrongNonce,
    /// <summary>sub is missing, empty or no text.</summary>
    MissingSubject,
    /// <summary>sub is too long or not ASCII.</summary>
    BadSubject,
    /// <summary>An Entra token without tid or oid.</summary>
    MissingEntraIdentity,
    /// <summary>at_hash does not fit the access token.</summary>
    WrongAccessTokenHash,
    /// <summary>c_hash does not fit the code.</summary>
    WrongCodeHash,
    /// <summary>auth_time was asked for and is not there.</summary>
    MissingAuthTime,
    /// <summary>auth_time is older than was asked.</summary>
    AuthenticationTooOld,
    /// <summary>acr is none of those the app insists on.</summary>
    WrongAcr,
    /// <summary>session_expiry is over or unreadable.</summary>
    SessionAlreadyOver,

    // userinfo
    /// <summary>The userinfo endpoint did not take the access token.</summary>
    UserInfoRefused,
    /// <summary>The userinfo answer is neither JSON nor a token, or too large.</summary>
    UserInfoUnreadable,
    /// <summary>userinfo is about somebody else than the ID token.</summary>
    UserInfoWrongSubject,

    // logout tokens
    /// <summary>The logout token is more than five minutes old.</summary>
    LogoutTokenTooOld,
    /// <summary>A logout token with a nonce: perhaps an ID token.</summary>
    NonceInLogoutToken,
    /// <summary>events does not name a back-channel logout.</summary>
    WrongLogoutEvent,
    /// <summary>A logout token without jti.</summary>
    MissingTokenId,
    /// <summary>A logout token without sub and sid.</summary>
    LogoutNamesNobody,
    /// <summary>A logout token that came before.</summary>
    LogoutTokenReplayed,

    // global token revocation
    /// <summary>The connection names nobody whose orders it takes.</summary>
    RevocationNotSetUp,
    /// <summary>sub of the caller's token is not the one that the connection expects.</summary>
    WrongCaller,
    /// <summary>The caller's token is good for longer than ten minutes.</summary>
    LivesTooLong,
}
