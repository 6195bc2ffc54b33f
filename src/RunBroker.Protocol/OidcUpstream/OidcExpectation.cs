using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Jose;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>
/// What one sign-in asked of the provider, kept until its answer comes. The answer is judged by this, so nothing that changes
/// the judgement (prompt, max_age, acr) may reach the provider another way.
/// </summary>
public sealed record OidcExpectation
{
    /// <summary>Random, of this sign-in and this browser alone (O-083, O-085).</summary>
    public required string State { get; init; }

    public required string Nonce { get; init; }

    /// <summary>43 to 128 unreserved characters (RFC7636-4.1).</summary>
    public required string CodeVerifier { get; init; }

    /// <summary>This connection's own callback URL (O-084).</summary>
    public required string RedirectUri { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }
    public ImmutableArray<string> Scopes { get; init; } = ["openid", "profile", "email"];

    /// <summary>Seconds. Makes auth_time required.</summary>
    public int? MaxAge { get; init; }

    /// <summary>Made by <see cref="CarriedPrompt"/>. <c>login</c> makes auth_time required.</summary>
    public string? Prompt { get; init; }

    /// <summary>Wished for, not checked.</summary>
    public ImmutableArray<string> AcrValues { get; init; } = [];

    /// <summary>Not empty: acr must be one of these (OIDCC-5.5.1.1).</summary>
    public ImmutableArray<string> EssentialAcr { get; init; } = [];

    public string? LoginHint { get; init; }
    public string? UiLocales { get; init; }

    /// <summary>Null for query, the default of the code flow; else <c>form_post</c>.</summary>
    public string? ResponseMode { get; init; }

    public bool AsksNewLogin => Prompt?.Split(' ').Contains("login") == true;

    /// <summary>S256 always: plain would show the verifier to whoever sees the request (RFC7636-4.2).</summary>
    public string CodeChallenge => Base64Url.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(CodeVerifier)));

    /// <summary>
    /// An app's prompt as it goes on: <c>consent</c> is between the app and us and stays here (contract, section 4).
    /// </summary>
    public static string? CarriedPrompt(string? asked)
    {
        var words = (asked ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(static w => w != "consent");
        return string.Join(' ', words.Distinct(StringComparer.Ordinal)) is { Length: > 0 } carried ? carried : null;
    }

    /// <summary>Without state, nonce and verifier: they are as good as passwords until the answer came.</summary>
    public override string ToString() => nameof(OidcExpectation);
}
