using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace RunBroker.Bench;

/// <summary>Durable rows of 500 bytes under time-ordered keys, 32 to a transaction, as one writer for many makes them; and one read by its key.</summary>
internal sealed class SqliteLimit : IDisposable
{
    public const int Group = 32;

    private readonly Temporary folder = new();
    private readonly SqliteConnection connection;
    private readonly SqliteCommand insert;
    private readonly SqliteCommand select;
    private readonly SqliteParameter key;
    private readonly SqliteParameter expiry;
    private readonly SqliteParameter wanted;
    private long sequence;

    public SqliteLimit()
    {
        SQLitePCL.Batteries_V2.Init();
        connection = new($"Data Source={Path.Combine(folder.Path, "limit.db")};Pooling=false");
        connection.Open();
        Execute("pragma journal_mode = wal; pragma synchronous = full");
        Execute("create table g (id blob primary key, kind integer, expires integer, data blob) without rowid; create index g_expires on g (expires)");
        insert = connection.CreateCommand();
        insert.CommandText = "insert into g values ($id, 1, $expires, $data)";
        key = insert.Parameters.Add("$id", SqliteType.Blob);
        expiry = insert.Parameters.Add("$expires", SqliteType.Integer);
        insert.Parameters.AddWithValue("$data", RandomNumberGenerator.GetBytes(500));
        select = connection.CreateCommand();
        select.CommandText = "select data from g where id = $id";
        wanted = select.Parameters.Add("$id", SqliteType.Blob);
    }

    public IReadOnlyList<Work> Works => [new("row", Insert), new("select", Select)];

    public void Dispose()
    {
        insert.Dispose();
        select.Dispose();
        connection.Dispose();
        folder.Dispose();
    }

    private void Insert()
    {
        using var transaction = connection.BeginTransaction();
        insert.Transaction = transaction;
        for (var i = 0; i < Group; i++)
        {
            var id = RandomNumberGenerator.GetBytes(32);
            BinaryPrimitives.WriteInt64BigEndian(id, ++sequence);
            (key.Value, expiry.Value, wanted.Value) = (id, sequence, id);
            insert.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private void Select()
    {
        if (select.ExecuteScalar() is not byte[] { Length: 500 })
            throw new BenchFault("a row that was written is not there");
    }

    private void Execute(string sql)
    {
        using var command = connection.CreateCommand();
        // Constants of this file.
#pragma warning disable CA2100
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
