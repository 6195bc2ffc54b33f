using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace RunBroker.Storage;

/// <summary>
/// A file of <c>migrations/</c>. One named <c>NNNN_name.sqlite.sql</c> or <c>.postgres.sql</c> runs on that database only. An applied
/// file is never edited: the checksum would no longer fit.
/// </summary>
internal sealed record Migration(string Name, string Sql)
{
    /// <summary>Lower-case hex SHA-256 of the text with plain line ends, whatever a checkout made of them.</summary>
    public string Checksum { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.Replace("\r\n", "\n", StringComparison.Ordinal))));

    /// <summary>Those of this program, in the order they run.</summary>
    public static ImmutableArray<Migration> All(DbKind kind)
    {
        const string Prefix = "migrations/";
        var other = kind == DbKind.Postgres ? ".sqlite.sql" : ".postgres.sql";
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && !n.EndsWith(other, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(n => new Migration(n[Prefix.Length..], Text(assembly, n))),
        ];
    }

    private static string Text(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}

/// <summary>The schema and this program do not fit together; the message says what to do.</summary>
public sealed class SchemaException : Exception
{
    public SchemaException()
    {
    }

    public SchemaException(string message)
        : base(message)
    {
    }

    public SchemaException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
