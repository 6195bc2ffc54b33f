using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;

namespace RunBroker.Storage;

/// <summary>How columns of our types are read by their place in a row; the other direction is <see cref="Stored"/>.</summary>
internal static class Columns
{
    /// <param name="columns">Names, separated by commas.</param>
    public static string Of(string table, string columns) =>
        string.Join(", ", columns.Split(',', StringSplitOptions.TrimEntries).Select(column => $"{table}.{column}"));

    public static string? Text(this DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    public static byte[]? Octets(this DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetFieldValue<byte[]>(at);

    public static DateTimeOffset Instant(this DbDataReader row, int at) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(at));

    public static DateTimeOffset? InstantOrNull(this DbDataReader row, int at) => row.IsDBNull(at) ? null : row.Instant(at);

    public static TenantId Tenant(this DbDataReader row, int at) => new(row.GetString(at));

    public static TenantId? TenantOrNull(this DbDataReader row, int at) => row.IsDBNull(at) ? null : row.Tenant(at);

    public static long? Long(this DbDataReader row, int at) => row.IsDBNull(at) ? null : row.GetInt64(at);

    public static ImmutableArray<string> Strings(this DbDataReader row, int at) =>
        row.GetString(at) is var json && json is "[]" ? [] : [.. JsonSerializer.Deserialize<string[]>(json)!];

    /// <summary>A value as it lies in the database.</summary>
    public static object Stored(object? value) => value switch
    {
        null => DBNull.Value,
        DateTimeOffset at => at.ToUnixTimeMilliseconds(),
        TimeSpan span => (long)span.TotalMilliseconds,
        TenantId tenant => tenant.Value,
        ImmutableArray<string> strings => strings.IsDefaultOrEmpty ? "[]" : JsonSerializer.Serialize(strings.ToArray()),
        _ => value,
    };
}
