using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>
/// What proves at the token endpoint who we are. The case must be the one <see cref="OidcTrust.AuthMethod"/> names.
/// </summary>
public abstract record UpstreamClientAuth
{
    private UpstreamClientAuth(UpstreamAuthMethod method) => Method = method;

    public UpstreamAuthMethod Method { get; }

    public sealed record SecretBasic(string Secret) : UpstreamClientAuth(UpstreamAuthMethod.ClientSecretBasic)
    {
        public override string ToString() => nameof(SecretBasic);
    }

    public sealed record SecretPost(string Secret) : UpstreamClientAuth(UpstreamAuthMethod.ClientSecretPost)
    {
        public override string ToString() => nameof(SecretPost);
    }

    /// <param name="Key">Ours, published in our key set.</param>
    /// <param name="TokenId">jti: random, never used before.</param>
    /// <param name="Now">The assertion lives <see cref="UpstreamLimits.AssertionLife"/> from here.</param>
    public sealed record PrivateKeyJwt(SigningKey Key, string TokenId, DateTimeOffset Now)
        : UpstreamClientAuth(UpstreamAuthMethod.PrivateKeyJwt)
    {
        public override string ToString() => nameof(PrivateKeyJwt);
    }

    public sealed record Public() : UpstreamClientAuth(UpstreamAuthMethod.None)
    {
        public override string ToString() => nameof(Public);
    }

    /// <summary>
    /// Both parts are form-encoded before they are joined (RFC6749-2.3.1): a secret with a colon or a plus fails otherwise.
    /// </summary>
    internal static string Basic(string clientId, string secret) =>
        "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes(FormEncoding.Encode(clientId) + ":" + FormEncoding.Encode(secret)));

    /// <summary>
    /// The audience is the issuer and nothing else (O-086, RFC10070): a provider that may name its own token endpoint could
    /// otherwise name
    /// another's, and use our assertion there.
    /// </summary>
    internal static string Assertion(OidcTrust trust, PrivateKeyJwt auth)
    {
        using var payload = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            json.WriteString("iss", trust.ClientId);
            json.WriteString("sub", trust.ClientId);
            json.WriteString("aud", trust.Issuer);
            json.WriteString("jti", auth.TokenId);
            json.WriteNumber("iat", auth.Now.ToUnixTimeSeconds());
            json.WriteNumber("exp", (auth.Now + UpstreamLimits.AssertionLife).ToUnixTimeSeconds());
            json.WriteEndObject();
        }

        return Jws.Sign(auth.Key, "JWT", payload.ToArray());
    }
}
