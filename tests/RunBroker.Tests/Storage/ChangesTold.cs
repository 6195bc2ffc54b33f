using System.Collections.Concurrent;
using RunBroker.Storage;

namespace RunBroker.Tests.Storage;

/// <summary>
/// Holds the stores to their word: what nodes keep in memory is watched by triggers of the database itself, and each change that these see must
/// have been told (<see cref="Db.Listen"/>). A method that writes an app or a tenant and forgets to say so fails the conformance suite.
/// </summary>
internal sealed class ChangesTold
{
    private static readonly (string Table, string Kind, string Key, string Columns)[] Watched =
    [
        ("tenant", "tenant", "id", ""),
        ("domain", "tenant", "tenant_id", ""),
        ("connection", "tenant", "tenant_id",
            " of name, enabled, login_slug, settings, client_secret, signing_key, decryption_key, archived_at, deleted_at, version, trust_version"),
        ("client", "client", "client_id", ""),
        ("client_secret", "client", "client_id", ""),
        ("client_tenant", "client", "client_id", ""),
        ("signing_key", "keys", "alg", ""),
    ];

    private readonly ConcurrentDictionary<ConfigChange, bool> told = [];

    public static async Task<ChangesTold> Watch(Db db)
    {
        var changes = new ChangesTold();
        db.Listen(said =>
        {
            foreach (var change in said)
                changes.told[change] = true;
        });
        await db.Write(async tx =>
        {
            await tx.Execute("create table seen_change (kind text, id text)");
            foreach (var (table, kind, key, columns) in Watched)
            {
                foreach (var (deed, row) in new[] { ("insert", "new"), ($"update{columns}", "new"), ("delete", "old") })
                {
                    // The snapshot of a disconnected connection is nothing that anybody keeps, nor is a key whose end is over.
                    var when = (table, deed) switch
                    {
                        ("connection", "delete") => "when old.deleted_at is null",
                        ("signing_key", "delete") => "when old.retired_at is null",
                        _ => "",
                    };
                    await tx.Execute($"""
                        create trigger seen_{table}_{deed[..6]} after {deed} on {table} {when} begin
                          insert into seen_change values ('{kind}', {row}.{key});
                        end
                        """);
                }
            }
        }, CancellationToken.None);
        return changes;
    }

    /// <summary>All that was seen since the last check was told.</summary>
    public async Task Check(Db db)
    {
        var seen = await db.Write(tx => tx.Many<(string Kind, string Id)>("delete from seen_change returning kind, id"), CancellationToken.None);
        if (!told.ContainsKey(ConfigChange.All))
            Assert.All(seen, change => Assert.Contains(told.Keys, t => t.Kind == change.Kind && t.Id == change.Id));
        told.Clear();
    }
}
