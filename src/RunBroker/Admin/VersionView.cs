using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RunBroker.Storage.Model;

namespace RunBroker.Admin;

/// <summary>Versions as they are answered: each as its own connection would be, and what differs from the live one, field by field.</summary>
internal sealed class VersionView(ConnectionView view, TimeProvider time)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What a version does not decide.</summary>
    private static readonly ImmutableArray<string> NotOfVersions =
        ["id", "protocol", "enabled", "login_url", "status", "warnings", "archived_at", "created_at", "updated_at", "disabled", "draft", "jwks_uri",
            "global_token_revocation_url", "sp_certificates", "pending_metadata", "client_secret_set"];

    public ConnectionState StateOf(ConnectionState live, ConnectionVersionRow version) =>
        version.State == ConnectionVersionRow.Live ? live : VersionRows.Over(live, version, time.GetUtcNow());

    public ConnectionResource Resource(ConnectionState state) => view.Show(state);

    public ConnectionVersionResource Show(ConnectionState live, ConnectionVersionRow version)
    {
        var state = StateOf(live, version);
        return new()
        {
            Number = version.Number,
            State = version.State,
            Name = state.Row.Name,
            Actor = version.Actor,
            CreatedAt = version.CreatedAt.UtcDateTime,
            LiveAt = version.LiveAt?.UtcDateTime,
            Changes = Changes(live, state),
            Settings = view.Show(state),
        };
    }

    public ImmutableArray<VersionChange> Changes(ConnectionState live, ConnectionState version)
    {
        var (a, b) = (Flat(live), Flat(version));
        var changes = a.Keys.Union(b.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .Where(name => a.GetValueOrDefault(name) != b.GetValueOrDefault(name))
            .Select(name => new VersionChange(name, a.GetValueOrDefault(name), b.GetValueOrDefault(name), Secret: false)).ToImmutableArray();
        if (!Same(live.Row.ClientSecret, version.Row.ClientSecret))
            changes = changes.Add(new("client_secret", null, null, Secret: true));
        return Same(live.Metadata?.Document, version.Metadata?.Document) || changes.Any(c => c.Field.StartsWith("metadata", StringComparison.Ordinal))
            ? changes : changes.Add(new("metadata_xml", null, null, Secret: true));
    }

    private Dictionary<string, string?> Flat(ConnectionState state)
    {
        var found = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, value) in AdminJson.Tree(view.Show(state)).Where(m => !NotOfVersions.Contains(m.Key)))
        {
            if (value is JsonObject inner)
            {
                foreach (var (member, of) in inner)
                    found[$"{name}.{member}"] = Text(of);
            }
            else
            {
                found[name] = Text(value);
            }
        }

        return found;
    }

    private static string? Text(JsonNode? value) => value switch
    {
        null => null,
        JsonArray { Count: 0 } => null,
        JsonArray items => string.Join("\n", items.Select(i => i is JsonObject o ? string.Join(" ", o.Select(m => Text(m.Value))) : Text(i))),
        JsonValue v when v.GetValueKind() == JsonValueKind.String => (string?)v,
        _ => value.ToJsonString(Plain),
    };

    private static bool Same(byte[]? a, byte[]? b) => a is null ? b is null : b is not null && a.AsSpan().SequenceEqual(b);
}
