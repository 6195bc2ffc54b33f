using System.Collections.Immutable;
using RunBroker.Storage.Model;

namespace RunBroker.Storage;

/// <summary>The broker's signing keys, and small settings of the installation.</summary>
public static class KeyStore
{
    /// <summary>The setting that is there as soon as the first keys are.</summary>
    public const string KeysMade = "signing_keys_made";

    /// <summary>The oldest first.</summary>
    public static Task<ImmutableArray<SigningKeyRow>> All(Tx tx) =>
        tx.Many<SigningKeyRow>("select kid, alg, private_key, created_at, active_at, retired_at from signing_key order by created_at, kid");

    /// <summary>Until the transaction ends no other one comes beyond this: what is read after it is how things are.</summary>
    public static Task InTurn(Tx tx) => tx.Execute("update setting set value = value where name = @KeysMade", new { KeysMade });

    public static Task Insert(Tx tx, SigningKeyRow key)
    {
        tx.Changed(ConfigChange.OfKeys(key.Alg));
        return tx.Execute("""
            insert into signing_key (kid, alg, private_key, created_at, active_at, retired_at)
            values (@Kid, @Alg, @PrivateKey, @CreatedAt, @ActiveAt, @RetiredAt)
            """, key);
    }

    /// <returns>False when it signs as early as that already.</returns>
    public static async Task<bool> Activate(Tx tx, SigningKeyRow key, DateTimeOffset at)
    {
        tx.Changed(ConfigChange.OfKeys(key.Alg));
        return await tx.Execute("update signing_key set active_at = @at where kid = @Kid and active_at > @at", new { key.Kid, at }) == 1;
    }

    /// <summary>All others of this key's algorithm end then, if they do not end earlier.</summary>
    /// <returns>How many end earlier than they would have.</returns>
    public static Task<int> RetireOthers(Tx tx, SigningKeyRow key, DateTimeOffset at)
    {
        tx.Changed(ConfigChange.OfKeys(key.Alg));
        return tx.Execute("""
            update signing_key set retired_at = @at where alg = @Alg and kid <> @Kid and (retired_at is null or retired_at > @at)
            """, new { key.Alg, key.Kid, at });
    }

    /// <summary>All others of this key's algorithm are gone at once, whatever the clocks of nodes say.</summary>
    public static Task<int> DeleteOthers(Tx tx, SigningKeyRow key)
    {
        tx.Changed(ConfigChange.OfKeys(key.Alg));
        return tx.Execute("delete from signing_key where alg = @Alg and kid <> @Kid", new { key.Alg, key.Kid });
    }

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
