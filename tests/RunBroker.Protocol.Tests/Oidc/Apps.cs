using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RunBroker.Protocol.Oidc;

namespace RunBroker.Protocol.Tests.Oidc;

/// <summary>One good app and one good request, to break one thing at a time.</summary>
internal static class Apps
{
    public const string Redirect = "https://app.example/callback?tenant=1";
    public const string Challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    public const string Secret = "a-client-secret-of-256-random-bits";

    public static AppTrust Confidential { get; } = new()
    {
        ClientId = "app",
        RedirectUris = [Redirect, "https://app.example/other"],
        AuthMethod = ClientAuthMethod.ClientSecretBasic,
        GrantTypes = ["authorization_code", "refresh_token"],
        Scopes = ["openid", "profile", "email", "offline_access"],
        RequirePkce = true,
        SecretHashes = [SHA256.HashData("an older secret, still valid"u8), SHA256.HashData(Encoding.UTF8.GetBytes(Secret))],
    };

    public static AppTrust Native { get; } = Confidential with
    {
        AuthMethod = ClientAuthMethod.None,
        SecretHashes = [],
        RedirectUris = ["http://127.0.0.1/cb", "http://[::1]:7000/cb", "http://localhost/cb", "com.example.app:/cb"],
    };

    public static ImmutableArray<(string Name, string? Value)> GoodRequest { get; } =
    [
        ("client_id", "app"), ("redirect_uri", Redirect), ("response_type", "code"), ("scope", "openid email unknown"), ("state", "s"), ("nonce", "n"),
        ("code_challenge", Challenge), ("code_challenge_method", "S256"),
    ];

    /// <summary>The good request with these set, or (null) left out; a value with <c>|</c> in it is sent twice.</summary>
    public static Parameters Request(params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var sent = GoodRequest.ToList();
        foreach (var (name, value) in changes)
        {
            sent.RemoveAll(p => p.Name == name);
            sent.AddRange((value ?? "").Split('|').Select(one => (name, (string?)one)));
        }

        return Parameters.From(sent.Select(p => KeyValuePair.Create(p.Name, p.Value)));
    }
}
