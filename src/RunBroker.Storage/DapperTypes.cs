using System.Collections.Immutable;
using System.Data;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;

namespace RunBroker.Storage;

/// <summary>How our types lie in the database: instants as UTC milliseconds, lists of strings as JSON text.</summary>
internal static class DapperTypes
{
    public static void Register()
    {
        DefaultTypeMap.MatchNamesWithUnderscores = true;
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset));
        SqlMapper.RemoveTypeMap(typeof(DateTimeOffset?));
        SqlMapper.RemoveTypeMap(typeof(TimeSpan));
        SqlMapper.RemoveTypeMap(typeof(TimeSpan?));
        SqlMapper.AddTypeHandler(new Instants());
        SqlMapper.AddTypeHandler(new Durations());
        SqlMapper.AddTypeHandler(new Tenants());
        SqlMapper.AddTypeHandler(new Strings());
        SqlMapper.AddTypeHandler(new Arrays());
    }

    private sealed class Instants : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => DateTimeOffset.FromUnixTimeMilliseconds((long)value);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = value.ToUnixTimeMilliseconds();
        }
    }

    private sealed class Durations : SqlMapper.TypeHandler<TimeSpan>
    {
        public override TimeSpan Parse(object value) => TimeSpan.FromMilliseconds((long)value);

        public override void SetValue(IDbDataParameter parameter, TimeSpan value)
        {
            parameter.DbType = DbType.Int64;
            parameter.Value = (long)value.TotalMilliseconds;
        }
    }

    private sealed class Tenants : SqlMapper.TypeHandler<TenantId>
    {
        public override TenantId Parse(object value) => new((string)value);

        public override void SetValue(IDbDataParameter parameter, TenantId value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = value.Value;
        }
    }

    /// <summary>Of <see cref="Tx.Among"/>; Dapper would write each element into the statement, and no text would be used twice.</summary>
    private sealed class Arrays : SqlMapper.TypeHandler<string[]>
    {
        public override string[] Parse(object value) => throw new NotSupportedException("No column is an array.");

        public override void SetValue(IDbDataParameter parameter, string[]? value) =>
            parameter.Value = parameter is SqliteParameter ? JsonSerializer.Serialize(value) : value;
    }

    private sealed class Strings : SqlMapper.TypeHandler<ImmutableArray<string>>
    {
        public override ImmutableArray<string> Parse(object value) => [.. JsonSerializer.Deserialize<string[]>((string)value)!];

        public override void SetValue(IDbDataParameter parameter, ImmutableArray<string> value)
        {
            parameter.DbType = DbType.String;
            parameter.Value = JsonSerializer.Serialize(value.IsDefault ? [] : value.ToArray());
        }
    }
}
