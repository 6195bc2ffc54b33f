using System.Collections.Immutable;
using System.Text;
using RunBroker.Protocol.Jose;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tenancy;

namespace RunBroker.Upstream.Oidc;

/// <summary>A connection of protocol `oidc` with its settings read and its secrets sealed.</summary>
internal sealed record UpstreamConnection(Connection Row, OidcSettings Settings)
{
    private string? opened;

    public static UpstreamConnection Of(Connection row) => new(row, StoredJson.Oidc(row.Settings));

    /// <summary>Null: none was saved, or the master key that sealed it is gone.</summary>
    public string? Secret(SecretBox box) => opened ??= Open(box, Row.ClientSecret, "client_secret") is { } secret ? Encoding.UTF8.GetString(secret) : null;

    public SigningKey? SigningKey(SecretBox box) =>
        Open(box, Row.SigningKey, "signing_key") is { } pkcs8 ? Protocol.Jose.SigningKey.FromPkcs8(SigningAlg, pkcs8) : null;

    public ImmutableArray<DecryptionKey> DecryptionKeys(SecretBox box) =>
        Settings.IdTokenEncryptedResponseAlg is { } alg && Open(box, Row.DecryptionKey, "decryption_key") is { } pkcs8 ? [DecryptionKey.FromPkcs8(alg, pkcs8)] : [];

    /// <summary>What we sign client assertions with: the one algorithm that every provider with private_key_jwt takes.</summary>
    public const string SigningAlg = "RS256";

    private byte[]? Open(SecretBox box, byte[]? value, string column) =>
        value is null ? null : box.Open(value, new SecretPlace(Row.TenantId.Value, "connection", Row.Id, column));
}
