namespace RunBroker.TestIdps;

/// <summary>What stays the same for the life of a <see cref="TestOp"/>; its manners of the moment are properties of the OP itself.</summary>
public sealed record TestOpOptions
{
    /// <summary>Shown on the login page: "&lt;Name&gt;: demo identity provider".</summary>
    public string Name { get; init; } = "Test";
    /// <summary>0 takes a free port.</summary>
    public int Port { get; init; }
    /// <summary>127.0.0.1 or localhost: to a browser these two are different sites.</summary>
    public string HostName { get; init; } = "127.0.0.1";
    /// <summary>Path of the issuer, such as <c>/realms/x</c>; ignored in Entra mode.</summary>
    public string Path { get; init; } = "";
    /// <summary>
    /// As Entra ID does it: authorities <c>/common/v2.0</c>, <c>/organizations/v2.0</c> and <c>/{tid}/v2.0</c>; the first two
    /// announce the issuer <c>…/{tenantid}/v2.0</c>; tokens carry the user's <c>tid</c> and <c>oid</c> claims, and keys an <c>issuer</c>.
    /// </summary>
    public bool Entra { get; init; }
    /// <summary>Any client_id, secret and redirect_uri will do (the demo before anything is registered).</summary>
    public bool AcceptAnyClient { get; init; }
    /// <summary>The algorithm of the first signing key, and of ID tokens of clients that ask for no other.</summary>
    public string SigningAlg { get; init; } = "RS256";
    /// <summary>The <c>iss</c> response parameter (RFC 9207), announced and sent.</summary>
    public bool SendsIss { get; init; } = true;
    /// <summary>The user's claims in the ID token too, not only in userinfo.</summary>
    public bool ClaimsInIdToken { get; init; } = true;
    public bool RotatesRefreshTokens { get; init; }
    /// <summary>A refresh token without <c>offline_access</c>.</summary>
    public bool AlwaysRefreshToken { get; init; }
    public TimeSpan CodeLifetime { get; init; } = TimeSpan.FromMinutes(1);
    public TimeSpan IdTokenLifetime { get; init; } = TimeSpan.FromHours(1);
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(1);
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
