using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>The broker's signing keys, and small settings of the installation.</summary>
public static class KeyStore
{
    public static Task<ImmutableArray<SigningKeyRow>> All(Tx tx) =>
        tx.Many<SigningKeyRow>("select kid, alg, private_key, created_at, active_at, retired_at from signing_key order by created_at, kid");

    public static Task Insert(Tx tx, SigningKeyRow key) =>
        tx.Execute("""
            insert into signing_key (kid, alg, private_key, created_at, active_at, retired_at)
            values (@Kid, @Alg, @PrivateKey, @CreatedAt, @ActiveAt, @RetiredAt)
            """, key);

    public static Task<string?> Setting(Tx tx, string name) =>
        tx.One<string>("select value from setting where name = @name", new { name });

    /// <returns>False when it was set already: of two nodes at once, one sets it.</returns>
    public static async Task<bool> SetOnce(Tx tx, string name, string value) =>
        await tx.Execute("insert into setting (name, value) values (@name, @value) on conflict do nothing", new { name, value }) == 1;

    public static Task Set(Tx tx, string name, string value) =>
        tx.Execute(
            "insert into setting (name, value) values (@name, @value) on conflict (name) do update set value = @value",
            new { name, value });

    /// <returns>True for the one caller that removes this exact value: a one-time token is spent so (P-024).</returns>
    public static async Task<bool> Take(Tx tx, string name, string value) =>
        await tx.Execute("delete from setting where name = @name and value = @value", new { name, value }) == 1;
}
