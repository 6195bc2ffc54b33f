using System.Text.Json;
using System.Text.Json.Serialization;
using RunBroker.Storage.Model;
using RunBroker.Tenancy;

namespace RunBroker.Admin;

/// <summary>A provider's document with where it came from, as a version keeps it.</summary>
internal sealed record KeptMetadata(
    string Source, string? Address, byte[]? Document, bool SignatureVerified, DateTimeOffset? ValidUntil, DateTimeOffset? FetchedAt)
{
    public static byte[]? Of(SamlMetadataRow? row) => row is null ? null : JsonSerializer.SerializeToUtf8Bytes(
        new KeptMetadata(row.Source, row.Address, row.Document, row.SignatureVerified, row.ValidUntil, row.FetchedAt), KeptJson.Default.KeptMetadata);

    /// <summary>As a new row, that is fetched again at once where there is an address.</summary>
    public static SamlMetadataRow? Read(ConnectionVersionRow version, DateTimeOffset now) =>
        version.Metadata is { } json && JsonSerializer.Deserialize(json, KeptJson.Default.KeptMetadata) is { } kept
            ? new()
            {
                TenantId = version.TenantId,
                ConnectionId = version.ConnectionId,
                Source = kept.Source,
                Address = kept.Address,
                Document = kept.Document,
                SignatureVerified = kept.SignatureVerified,
                ValidUntil = kept.ValidUntil,
                FetchedAt = kept.FetchedAt,
                NextFetchAt = kept.Address is null ? null : now,
                Version = 1,
            }
            : null;
}

[JsonSerializable(typeof(KeptMetadata))]
internal sealed partial class KeptJson : JsonSerializerContext;

/// <summary>
/// A version laid over the connection as it is: what the two have in common (URLs, keys of ours, whether it is enabled) is not the version's.
/// </summary>
internal static class VersionRows
{
    /// <summary>A draft as the pipeline sees it.</summary>
    public static ConnectionState Over(ConnectionState live, ConnectionVersionRow version, DateTimeOffset now) => live with
    {
        Row = Row(live.Row, version) with { Draft = version.Number },
        Metadata = Metadata(live.Row, live.Metadata, version, now),
    };

    public static Connection Row(Connection live, ConnectionVersionRow version) => live with
    {
        Name = version.Name,
        Settings = version.Settings,
        ClientSecret = version.ClientSecret,
        // Ours, and published: no version of theirs takes it back.
        SigningKey = live.SigningKey ?? version.SigningKey,
        DecryptionKey = DecryptionAlg(live.Protocol, live.Settings) == DecryptionAlg(live.Protocol, version.Settings)
            ? live.DecryptionKey ?? version.DecryptionKey : version.DecryptionKey,
    };

    /// <summary>
    /// What a SAML provider says of itself, in this version. By the same address the live document is as new or newer than any that was kept:
    /// certificates that were taken over since are not lost by going back.
    /// </summary>
    public static SamlMetadataRow? Metadata(Connection live, SamlMetadataRow? now, ConnectionVersionRow version, DateTimeOffset at)
    {
        if (live.Protocol != ConnectionState.Saml || StoredJson.Saml(version.Settings) is { MetadataUrl: null, MetadataUploaded: false })
            return null;
        var kept = KeptMetadata.Read(version, at);
        if (!SameSource(StoredJson.Saml(live.Settings), StoredJson.Saml(version.Settings)))
            return kept;
        return now is { Address: not null, Document: not null } ? now : kept ?? now;
    }

    /// <summary>Ready to be written as the live one.</summary>
    public static ReadyConnection Ready(ConnectionState live, ConnectionVersionRow version, DateTimeOffset now)
    {
        var metadata = Metadata(live.Row, live.Metadata, version, now);
        var row = Row(live.Row, version) with { Version = live.Row.Version + 1, UpdatedAt = now };
        return new(row, [], metadata is null || ReferenceEquals(metadata, live.Metadata) ? null : metadata,
            metadata is null && live.Metadata is not null, []);
    }

    private static bool SameSource(SamlSettings a, SamlSettings b) =>
        a.MetadataUrl == b.MetadataUrl && a.MetadataUploaded == b.MetadataUploaded && a.IdpEntityId == b.IdpEntityId
        && a.MetadataCertificates.SequenceEqual(b.MetadataCertificates);

    private static string? DecryptionAlg(string protocol, string settings) =>
        protocol == ConnectionState.Oidc ? StoredJson.Oidc(settings).IdTokenEncryptedResponseAlg : null;
}
