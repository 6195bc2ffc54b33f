using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;

namespace RunBroker.Storage;

/// <summary>Statements of one transaction that wait for the next one, so that they reach PostgreSQL together.</summary>
internal sealed partial class PostgresBatch
{
    private static readonly ConcurrentDictionary<(string Sql, ulong Nulls), string> Texts = new();

    private List<(string Sql, object?[] Values)>? waiting;
    private int unread;

    public bool IsEmpty => waiting is not { Count: > 0 };

    /// <param name="answers">With rows, that nobody wants.</param>
    public void Add(string sql, object?[] values, bool answers = false)
    {
        (waiting ??= []).Add((sql, values));
        if (answers)
            unread++;
    }

    /// <returns>The number of rows that the last one changed.</returns>
    public async Task<int> Execute(DbConnection connection, CancellationToken stop)
    {
        var (taken, _) = Taken(connection);
        await using var batch = taken;
        await batch.ExecuteNonQueryAsync(stop);
        return batch.BatchCommands[^1].RecordsAffected;
    }

    /// <summary>All that wait, the last of which answers.</summary>
    public async Task<(DbBatch Batch, DbDataReader Rows)> Read(DbConnection connection, CancellationToken stop)
    {
        var (batch, before) = Taken(connection);
        DbDataReader? rows = null;
        try
        {
            rows = await batch.ExecuteReaderAsync(stop);
            for (; before > 0; before--)
                await rows.NextResultAsync(stop);
            return (batch, rows);
        }
        catch
        {
            if (rows is not null)
                await rows.DisposeAsync();
            await batch.DisposeAsync();
            throw;
        }
    }

    /// <returns>And how many of them answer with rows that nobody wants.</returns>
    private (DbBatch Batch, int Unread) Taken(DbConnection connection)
    {
        var batch = connection.CreateBatch();
        foreach (var (sql, values) in waiting!)
        {
            var command = batch.CreateBatchCommand();
            var nulls = 0UL;
            for (var i = 0; i < values.Length; i++)
            {
                var parameter = command.CreateParameter();
                parameter.Value = Columns.Stored(values[i]);
                command.Parameters.Add(parameter);
                nulls |= parameter.Value is DBNull ? 1UL << i : 0;
            }

            // Constant texts of the stores.
#pragma warning disable CA2100
            command.CommandText = Texts.GetOrAdd((sql, nulls), static of => Text(of.Sql, of.Nulls));
#pragma warning restore CA2100
            batch.BatchCommands.Add(command);
        }

        var answers = unread;
        waiting.Clear();
        unread = 0;
        return (batch, answers);
    }

    /// <summary>
    /// With numbers for names, so that nothing has to be looked for in it each time. A null says nothing of its type, and a statement that comes with
    /// other types than it was prepared with is planned anew each time: with other nulls it is another statement.
    /// </summary>
    private static string Text(string sql, ulong nulls)
    {
        var text = Named().Replace(sql, static m => string.Create(CultureInfo.InvariantCulture, $"${int.Parse(m.ValueSpan[1..], CultureInfo.InvariantCulture) + 1}"));
        return nulls == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text} /* null: {nulls:x} */");
    }

    [GeneratedRegex("@[0-9]+")]
    private static partial Regex Named();
}
