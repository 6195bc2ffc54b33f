using System.Text;
using RunBroker.Protocol.Jose;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Upstream.Oidc;

namespace RunBroker.Admin;

/// <summary>The sealed columns of a connection: each is bound to its tenant, row and column, so it opens nowhere else (P-001).</summary>
internal sealed class ConnectionKeys(SecretBox box)
{
    /// <summary>The row with the secret as asked, and with the keys that its settings now need.</summary>
    public Connection Seal(Connection row, OidcDraft draft, string? encryptionAlgBefore)
    {
        row = row with
        {
            ClientSecret = draft.Change switch
            {
                SecretChange.Replace => box.Seal(Encoding.UTF8.GetBytes(draft.Secret!), Place(row.TenantId, row.Id, "client_secret")),
                SecretChange.Drop => null,
                _ => row.ClientSecret,
            },
        };
        if (draft.Settings.TokenEndpointAuthMethod == "private_key_jwt" && row.SigningKey is null)
        {
            using var made = SigningKey.Create(UpstreamConnection.SigningAlg);
            row = row with { SigningKey = box.Seal(made.ExportPkcs8(), Place(row.TenantId, row.Id, "signing_key")) };
        }

        if (draft.Settings.IdTokenEncryptedResponseAlg != encryptionAlgBefore)
            row = row with { DecryptionKey = null };
        if (draft.Settings.IdTokenEncryptedResponseAlg is { } alg && row.DecryptionKey is null)
        {
            using var made = DecryptionKey.Create(alg);
            row = row with { DecryptionKey = box.Seal(made.ExportPkcs8(), Place(row.TenantId, row.Id, "decryption_key")) };
        }

        return row;
    }

    private static SecretPlace Place(TenantId tenant, string id, string column) => new(tenant.Value, "connection", id, column);
}
