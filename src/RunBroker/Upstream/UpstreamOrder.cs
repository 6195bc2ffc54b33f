using System.Security.Cryptography;
using System.Text;
using RunBroker.Storage;

namespace RunBroker.Upstream;

/// <summary>Orders of a provider that were taken once, by their jti (O-092, AU-34). Hashed: a provider may make them as long as it likes.</summary>
internal static class UpstreamOrder
{
    public static Task<bool> IsNew(Tx tx, string connection, string id, DateTimeOffset until) =>
        SignInStore.UseOnce(tx, Scope(connection), Key(id), until);

    /// <summary>Only looks.</summary>
    public static Task<bool> Came(Tx tx, string connection, string id) => SignInStore.WasUsed(tx, Scope(connection), Key(id));

    private static string Scope(string connection) => $"order:{connection}";

    private static string Key(string id) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)));
}
