using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Signatures;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;

namespace RunBroker.Upstream.Saml;

/// <summary>Makes, seals and opens our keys of SAML connections (P-001, S-089).</summary>
internal sealed class SamlKeys(SecretBox box, Settings settings, TimeProvider time)
{
    /// <summary>Those of a new connection, in use at once. Takes a good part of a second: never called inside a write.</summary>
    public ImmutableArray<SamlKeyRow> First(TenantId tenant, string connection) =>
    [
        .. new[] { SamlKeyRow.Signing, SamlKeyRow.Encryption }.Select(use => Make(new(tenant, connection, use), 1, time.GetUtcNow())),
    ];

    /// <summary>As slow as <see cref="First"/>.</summary>
    public SamlKeyRow Make(SamlKeyUse at, int generation, DateTimeOffset activeAt)
    {
        var now = time.GetUtcNow();
        // Providers' checks of our certificate's dates differ, so it is good from before anyone sees it until after it is retired.
        using var key = SpKey.Create(new Uri(settings.Issuer).Host, now.AddDays(-1), activeAt + Limits.SamlKeyLife + (2 * Limits.SamlKeyGrace));
        var id = Ids.New("key_", now);
        return new SamlKeyRow
        {
            Id = id,
            TenantId = at.TenantId,
            ConnectionId = at.ConnectionId,
            KeyUse = at.KeyUse,
            Generation = generation,
            PrivateKey = box.Seal(key.ExportPkcs8(), Place(at.TenantId, id)),
            Certificate = key.Certificate.ToArray(),
            CreatedAt = now,
            ActiveAt = activeAt,
        };
    }

    /// <summary>Null: sealed with a master key that is gone.</summary>
    public SpKey? Open(SamlKeyRow row) =>
        box.Open(row.PrivateKey, Place(row.TenantId, row.Id)) is { } pkcs8 ? SpKey.From(pkcs8, row.Certificate) : null;

    private static SecretPlace Place(TenantId tenant, string id) => new(tenant.Value, "saml_key", id, "private_key");
}
