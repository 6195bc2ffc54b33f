using System.Collections.Concurrent;
using System.Data.Common;
using System.Text.RegularExpressions;

namespace RunBroker.Storage;

/// <summary>Statements of one transaction that wait for the next one, so that they reach PostgreSQL together. None of them answers with rows.</summary>
internal sealed partial class PostgresBatch
{
    private static readonly ConcurrentDictionary<string, string> Numbered = new(StringComparer.Ordinal);

    private List<(string Sql, object?[] Values)>? waiting;

    public bool IsEmpty => waiting is not { Count: > 0 };

    public void Add(string sql, object?[] values) => (waiting ??= []).Add((sql, values));

    /// <returns>The number of rows that the last one changed.</returns>
    public async Task<int> Execute(DbConnection connection, CancellationToken stop)
    {
        await using var batch = Taken(connection);
        await batch.ExecuteNonQueryAsync(stop);
        return batch.BatchCommands[^1].RecordsAffected;
    }

    /// <summary>All that wait, the last of which answers.</summary>
    public async Task<(DbBatch Batch, DbDataReader Rows)> Read(DbConnection connection, CancellationToken stop)
    {
        var batch = Taken(connection);
        try
        {
            return (batch, await batch.ExecuteReaderAsync(stop));
        }
        catch
        {
            await batch.DisposeAsync();
            throw;
        }
    }

    private DbBatch Taken(DbConnection connection)
    {
        var batch = connection.CreateBatch();
        foreach (var (sql, values) in waiting!)
        {
            var command = batch.CreateBatchCommand();
            // Constant texts of the stores. With numbers for names, nothing has to be looked for in them each time.
#pragma warning disable CA2100
            command.CommandText = Numbered.GetOrAdd(sql, static text => Named().Replace(text, static m => $"${int.Parse(m.ValueSpan[1..], null) + 1}"));
#pragma warning restore CA2100
            foreach (var value in values)
            {
                var parameter = command.CreateParameter();
                parameter.Value = Columns.Stored(value);
                command.Parameters.Add(parameter);
            }

            batch.BatchCommands.Add(command);
        }

        waiting.Clear();
        return batch;
    }

    [GeneratedRegex("@[0-9]+")]
    private static partial Regex Named();
}
