using System.Collections.Immutable;

namespace RunBroker.Storage;

/// <summary>
/// Something that nodes keep in memory has changed: an app, a tenant with its connections and domains, or our signing keys. Every method of a
/// store that writes one says so to its <see cref="Tx"/>; whoever listens (<see cref="Db.Listen"/>) hears of it once it is committed.
/// </summary>
public readonly record struct ConfigChange
{
    private const char Between = ':';
    /// <summary>In no id.</summary>
    private const char Separator = '\n';

    private ConfigChange(string kind, string id) => (Kind, Id) = (kind, id);

    /// <summary><c>client</c>, <c>tenant</c>, <c>keys</c> or <c>all</c>.</summary>
    public string Kind { get; }

    public string Id { get; }

    /// <summary>Nobody knows what: changes may have been missed.</summary>
    public static ConfigChange All { get; } = new("all", "");

    public static ConfigChange OfClient(string clientId) => new("client", clientId);

    public static ConfigChange OfTenant(TenantId tenant) => new("tenant", tenant.Value);

    public static ConfigChange OfKeys(string alg) => new("keys", alg);

    /// <param name="most">In characters; what does not go into that is <see cref="All"/>.</param>
    internal static string Write(IEnumerable<ConfigChange> changes, int most)
    {
        var text = string.Join(Separator, changes.Select(c => $"{c.Kind}{Between}{c.Id}"));
        return text.Length <= most ? text : $"{All.Kind}{Between}";
    }

    internal static ImmutableArray<ConfigChange> Read(string text) =>
    [
        .. text.Split(Separator, StringSplitOptions.RemoveEmptyEntries).Select(part =>
        {
            var at = part.IndexOf(Between, StringComparison.Ordinal);
            return at < 0 ? All : new ConfigChange(part[..at], part[(at + 1)..]);
        }),
    ];
}
