using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>
/// A token request, to be posted as <see cref="Body"/> with the content type application/x-www-form-urlencoded.
/// </summary>
public sealed record UpstreamTokenRequest
{
    internal UpstreamTokenRequest(
        string url, ImmutableArray<KeyValuePair<string, string>> form, string? authorization, ImmutableArray<string> secrets) =>
        (Url, Form, Authorization, Secrets) = (url, form, authorization, secrets);

    public string Url { get; }
    public ImmutableArray<KeyValuePair<string, string>> Form { get; }
    public string Body => FormEncoding.Encode(Form);

    /// <summary>The Authorization header, or null for none.</summary>
    public string? Authorization { get; }

    /// <summary>What an answer might repeat and no case file may hold.</summary>
    internal ImmutableArray<string> Secrets { get; }

    public override string ToString() => $"{nameof(UpstreamTokenRequest)} {Url}";
}

/// <summary>What a token endpoint gave. The ID token is not checked yet: <see cref="UpstreamIdToken.Check"/>.</summary>
/// <param name="IdToken">Present, not checked.</param>
/// <param name="AccessToken">Visible ASCII, so it can stand in a header.</param>
/// <param name="RefreshToken">When the provider gave one.</param>
/// <param name="ExpiresIn">Seconds, as the provider said.</param>
/// <param name="Scope">What was granted when the provider said so; empty otherwise.</param>
public sealed record UpstreamTokens(string IdToken, string AccessToken, string? RefreshToken, long? ExpiresIn, ImmutableArray<string> Scope)
{
    public override string ToString() => nameof(UpstreamTokens);
}

public abstract record TokenResult
{
    private TokenResult() { }
    public sealed record Received(UpstreamTokens Tokens) : TokenResult;
    public sealed record Refused(UpstreamRefusal Why) : TokenResult;

    public T Match<T>(Func<Received, T> received, Func<Refused, T> refused) => this switch
    {
        Received r => received(r),
        Refused r => refused(r),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>Code against tokens (OIDCC-3.1.3). Somebody else sends.</summary>
public static class UpstreamExchange
{
    /// <exception cref="InvalidOperationException">The case of <paramref name="auth"/> is not the connection's method: a
    /// bug of the caller.</exception>
    public static UpstreamTokenRequest Request(OidcTrust trust, OidcExpectation expected, CheckedCode code, UpstreamClientAuth auth)
    {
        if (auth.Method != trust.AuthMethod)
            throw new InvalidOperationException($"the connection authenticates by {trust.AuthMethod}, not by {auth.Method}");

        var form = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        form.Add(new("grant_type", "authorization_code"));
        form.Add(new("code", code.Value));
        form.Add(new("redirect_uri", expected.RedirectUri));
        form.Add(new("code_verifier", expected.CodeVerifier));
        // RFC6749-2.3: one method at a time. client_id beside Basic counts as a second one at some providers.
        if (auth is not UpstreamClientAuth.SecretBasic)
            form.Add(new("client_id", trust.ClientId));

        string? header = null;
        var secrets = ImmutableArray.Create(code.Value, expected.CodeVerifier);
        switch (auth)
        {
            case UpstreamClientAuth.SecretBasic { Secret: var secret }:
                header = UpstreamClientAuth.Basic(trust.ClientId, secret);
                secrets = secrets.Add(secret).Add(FormEncoding.Encode(secret)).Add(header["Basic ".Length..]);
                break;
            case UpstreamClientAuth.SecretPost { Secret: var secret }:
                form.Add(new("client_secret", secret));
                secrets = secrets.Add(secret).Add(FormEncoding.Encode(secret));
                break;
            case UpstreamClientAuth.PrivateKeyJwt key:
                var assertion = UpstreamClientAuth.Assertion(trust, key);
                form.Add(new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
                form.Add(new("client_assertion", assertion));
                secrets = secrets.Add(assertion);
                break;
        }

        return new(trust.TokenEndpoint, form.ToImmutable(), header, secrets);
    }

    /// <param name="sent">The request this answers: what it kept secret is struck out of any error text.</param>
    /// <param name="status">HTTP status; redirects are not followed, so 3xx is a refusal.</param>
    /// <param name="contentType">As it came.</param>
    /// <param name="body">At most <see cref="UpstreamLimits.Answer"/> octets are read.</param>
    public static TokenResult Read(UpstreamTokenRequest sent, int status, string? contentType, ReadOnlyMemory<byte> body)
    {
        if (body.Length > UpstreamLimits.Answer)
            return Refuse(UpstreamReason.TokenAnswerTooLarge, "O-091", $"at most {UpstreamLimits.Answer} octets", $"{body.Length}");
        var json = UpstreamJson.IsJson(contentType) ? UpstreamJson.Object(body) : null;
        if (status is not 200)
            return Refused(sent, status, json);
        if (json is not { } answer)
            return Refuse(UpstreamReason.TokenAnswerNotJson, "RFC6749-5.1", "application/json", contentType);
        // Some providers answer 200 with an error in it.
        if (answer.Filled("error") is not null)
            return Refused(sent, status, answer);

        if (!string.Equals(answer.Filled("token_type"), "Bearer", StringComparison.OrdinalIgnoreCase))
            return Refuse(UpstreamReason.WrongTokenType, "OIDCC-3.1.3.3", "Bearer", answer.Filled("token_type"));
        var access = answer.Filled("access_token");
        if (access is null || access.Any(static c => c is < '!' or > '~'))
            return Refuse(UpstreamReason.NoAccessToken, "RFC6749-5.1", "access_token in ASCII", access is null ? null : "other characters");
        if (answer.Filled("id_token") is not { } idToken)
            return Refuse(UpstreamReason.NoIdToken, "OIDCC-3.1.3.3", "id_token", null);
        return new TokenResult.Received(new(idToken, access, answer.Filled("refresh_token"), Seconds(answer),
            [.. (answer.Filled("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)]));
    }

    private static TokenResult.Refused Refused(UpstreamTokenRequest sent, int status, JsonElement? answer)
    {
        var error = answer?.Filled("error");
        var reason = (error, status) switch
        {
            ("invalid_client", _) or (null, 401) => UpstreamReason.ClientRefused,
            ("invalid_grant", _) => UpstreamReason.CodeRefused,
            ("temporarily_unavailable" or "server_error" or "slow_down", _) or (null, 429 or >= 500) => UpstreamReason.ProviderUnavailable,
            _ => UpstreamReason.ExchangeRefused,
        };
        var text = error is null ? $"HTTP {status}" : UpstreamErrors.Text(error, answer?.Filled("error_description"));
        foreach (var secret in sent.Secrets.Where(static s => s.Length > 0).OrderByDescending(static s => s.Length))
            text = text.Replace(secret, "[secret]", StringComparison.OrdinalIgnoreCase);
        return Refuse(reason, "RFC6749-5.2", "tokens", text);
    }

    // A number, or the string that older Entra endpoints send. Nothing is decided by it.
    private static long? Seconds(JsonElement answer) =>
        answer.TryGetProperty("expires_in", out var value)
            && long.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? seconds : null;

    private static TokenResult.Refused Refuse(UpstreamReason reason, string spec, string? wanted, string? got) =>
        new(new UpstreamRefusal(reason, spec, wanted, got));
}
