using System.Collections.Immutable;
using RunBroker.Admin;
using RunBroker.Protocol.Jose;
using RunBroker.Storage;
using RunBroker.Storage.Model;
using RunBroker.Storage.Secrets;
using RunBroker.Tokens;

namespace RunBroker.Upstream.Oidc;

/// <summary>Our keys towards one upstream: what it checks our client assertions with, and what it encrypts ID tokens to.</summary>
internal static class ConnectionJwksEndpoint
{
    public static async Task<IResult> Handle(string connection, Db db, SecretBox box, CancellationToken stop)
    {
        if (await db.Read(tx => ConnectionStore.FindByUrl(tx, connection), stop) is not { Protocol: "oidc" } row)
            return Results.NotFound();
        // Those that a draft will need are there before it is live: it could not be tested otherwise.
        var draft = await db.Read(tx => ConnectionVersionStore.InState(tx, row.TenantId, row.Id, ConnectionVersionRow.Draft), stop);
        var keys = KeysOf(row, box);
        if (draft is not null)
            keys = [.. keys, .. KeysOf(VersionRows.Row(row, draft), box).Where(k => !keys.Any(known => known.Thumbprint() == k.Thumbprint()))];
        return new ReadyBytes(JwkSet.Of([.. keys]).ToJson(), $"\"{row.Version}.{draft?.Number}\"", "application/json");
    }

    private static ImmutableArray<Jwk> KeysOf(Connection row, SecretBox box)
    {
        var upstream = UpstreamConnection.Of(row);
        using var signing = upstream.SigningKey(box);
        return [.. signing is null ? [] : new[] { signing.PublicKey }, .. upstream.DecryptionKeys(box).Select(key => key.PublicKey)];
    }
}
