using RunBroker.Storage;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

/// <summary>Keeps what a connection was, in the transaction that changes it.</summary>
internal static class VersionLog
{
    /// <summary>Before the live one.</summary>
    public const int Kept = 20;

    /// <summary>A new connection's first, after its row.</summary>
    public static async Task Begin(Tx tx, string actor, Connection row) => await ConnectionVersionStore.Insert(
        tx, New(row, await ConnectionVersionStore.NextNumber(tx, row.Id), ConnectionVersionRow.Live, actor, row.CreatedAt));

    /// <summary>The settings that were live are the previous ones now, as they stood in this moment.</summary>
    /// <param name="draft">It becomes the live one and keeps its number; null: the change has none yet.</param>
    public static async Task Replace(
        Tx tx, string actor, ConnectionState before, Connection after, ConnectionVersionRow? draft, DateTimeOffset now)
    {
        var row = before.Row;
        var old = await ConnectionVersionStore.InState(tx, row.TenantId, row.Id, ConnectionVersionRow.Live)
            // Saved before versions were kept.
            ?? New(row, await ConnectionVersionStore.NextNumber(tx, row.Id), ConnectionVersionRow.Live, "", row.UpdatedAt);
        var was = old with
        {
            State = ConnectionVersionRow.Previous,
            Name = row.Name,
            Settings = row.Settings,
            ClientSecret = row.ClientSecret,
            SigningKey = row.SigningKey,
            DecryptionKey = row.DecryptionKey,
            Metadata = KeptMetadata.Of(before.Metadata),
        };
        if (!await ConnectionVersionStore.Update(tx, was))
            await ConnectionVersionStore.Insert(tx, was);
        if (draft is not null)
        {
            await ConnectionVersionStore.Update(tx, draft with { State = ConnectionVersionRow.Live, LiveAt = now, Metadata = null });
        }
        else
        {
            var number = await ConnectionVersionStore.NextNumber(tx, row.Id);
            await ConnectionVersionStore.Insert(tx, New(after, number, ConnectionVersionRow.Live, actor, now));
        }

        await ConnectionVersionStore.Trim(tx, row.TenantId, row.Id, Kept);
    }

    public static ConnectionVersionRow New(Connection row, long number, string state, string actor, DateTimeOffset now) => new()
    {
        ConnectionId = row.Id,
        Number = number,
        TenantId = row.TenantId,
        State = state,
        Name = row.Name,
        Settings = row.Settings,
        ClientSecret = row.ClientSecret,
        SigningKey = row.SigningKey,
        DecryptionKey = row.DecryptionKey,
        Actor = actor,
        CreatedAt = now,
        LiveAt = state == ConnectionVersionRow.Live ? now : null,
    };
}
