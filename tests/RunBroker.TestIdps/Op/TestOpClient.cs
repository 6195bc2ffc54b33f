using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>A client as registered at a <see cref="TestOp"/>; redirect URIs are compared octet for octet.</summary>
public sealed record TestOpClient(string Id, string? Secret, params ImmutableArray<string> RedirectUris)
{
    /// <summary>The one method accepted: client_secret_basic, client_secret_post, private_key_jwt, none. Null: any that fits the registration.</summary>
    public string? AuthMethod { get; init; }
    public string? JwksUri { get; init; }
    public JsonObject? Jwks { get; init; }
    public ImmutableArray<string> PostLogoutRedirectUris { get; init; } = [];
    /// <summary>Null: as the OP's options say.</summary>
    public string? IdTokenAlg { get; init; }
    /// <summary>With <see cref="IdTokenEnc"/>: ID tokens are encrypted to the <c>use=enc</c> key of the client's keys.</summary>
    public string? IdTokenEncAlg { get; init; }
    public string? IdTokenEnc { get; init; }
    /// <summary>Null: userinfo is plain JSON.</summary>
    public string? UserInfoAlg { get; init; }
    public bool RequiresPkce { get; init; }
}
