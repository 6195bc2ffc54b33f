using System.Collections.Immutable;
using System.Text.Json.Nodes;
using RunBroker.Admin;

namespace RunBroker.AdminWeb.Connections;

/// <summary>What is to be entered at the provider, by its name in the management API. Of a connection that is not saved yet there is nothing.</summary>
public sealed class OurValues
{
    /// <summary>A connection's own, by protocol.</summary>
    public static ImmutableArray<string> Names(string protocol) => protocol == ConnectionState.Saml
        ? ["acs_urls", "sp_entity_id", "slo_url", "sp_metadata_url", .. Common]
        : ["callback_urls", "logout_redirect_urls", "backchannel_logout_url", "frontchannel_logout_url", "jwks_uri", .. Common];

    private static readonly ImmutableArray<string> Common = ["login_url", "global_token_revocation_url"];

    private readonly ImmutableDictionary<string, ImmutableArray<string>> values;

    private OurValues(ImmutableDictionary<string, ImmutableArray<string>> values) => this.values = values;

    public static OurValues None { get; } = new(ImmutableDictionary<string, ImmutableArray<string>>.Empty);

    public bool Any => !values.IsEmpty;

    public ImmutableArray<string> this[string name] => values.GetValueOrDefault(name, []);

    internal static OurValues Of(ConnectionResource stored)
    {
        var json = AdminJson.Tree(stored);
        return new(Names(stored.Protocol).ToImmutableDictionary(name => name, name => Texts(json[name])));
    }

    private static ImmutableArray<string> Texts(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => [.. list.Select(each => (string)each!)],
        _ => [(string)node!],
    };
}
