using RunBroker.Protocol.Jose;
using RunBroker.Storage;
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
        var upstream = UpstreamConnection.Of(row);
        using var signing = upstream.SigningKey(box);
        var keys = upstream.DecryptionKeys(box).Select(key => key.PublicKey);
        var body = JwkSet.Of([.. signing is null ? [] : new[] { signing.PublicKey }, .. keys]).ToJson();
        return new ReadyBytes(body, $"\"{row.Version}\"", "application/json");
    }
}
