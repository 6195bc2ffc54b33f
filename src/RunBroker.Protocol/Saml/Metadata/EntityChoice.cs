using System.Buffers;
using System.Collections.Immutable;
using RunBroker.Protocol.Saml.Xml;

namespace RunBroker.Protocol.Saml.Metadata;

/// <summary>Which entity of a document is the connection's provider (S-126).</summary>
internal abstract record EntityChoice
{
    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    private EntityChoice()
    {
    }

    /// <param name="Around">The groups that the entity lies in, inside out: their validUntil is the entity's too.</param>
    public sealed record Chosen(Element Entity, ImmutableArray<Element> Around) : EntityChoice;

    public sealed record Refused(MetadataProblem Problem) : EntityChoice;

    public static EntityChoice Of(Element root, MetadataAsk ask)
    {
        var entities = Entities(root);
        var providers = entities.FindAll(static e => SamlRoles(e).Any());
        var id = ask.EntityId ?? (providers is [var only] ? only["entityID"] : null);
        if (ask.EntityId is null && providers.Count != 1)
            return new Refused(providers.Count == 0 ? WithoutProvider(entities, ask) : Several(providers));

        // Exactly, octet for octet: that is how the Issuer of its messages will be compared (S-061).
        var named = entities.FindAll(e => e["entityID"] == id);
        return named switch
        {
            [] => new Refused(NotFound(entities, providers, ask)),
            [var entity] when !SamlRoles(entity).Any() => new Refused(WithoutProvider(named, ask)),
            [var entity] => EntityIdFault(id) is { } fault ? new Refused(fault) : new Chosen(entity, GroupsOf(entity)),
            _ => new Refused(MetadataProblem.Of("idp_entity_id", MetadataFault.DuplicateEntity, "each entity once", id)),
        };
    }

    /// <summary>The roles we can use. One without SAML 2.0 among its protocols speaks something else at its addresses.</summary>
    public static IEnumerable<Element> SamlRoles(Element entity) => entity.Named(SamlNames.Metadata, "IDPSSODescriptor")
        .Where(static r => Words(r["protocolSupportEnumeration"]).Contains(SamlNames.Protocol));

    // Only through EntitiesDescriptor: what hides in Extensions is no entity of the document. SafeXml bounds the depth.
    private static List<Element> Entities(Element root)
    {
        var found = new List<Element>();
        var open = new Stack<Element>([root]);
        while (open.TryPop(out var next))
        {
            if (next.Is(SamlNames.Metadata, "EntityDescriptor"))
                found.Add(next);
            else if (next.Is(SamlNames.Metadata, "EntitiesDescriptor"))
            {
                foreach (var child in next.Elements.Reverse())
                    open.Push(child);
            }
        }

        return found;
    }

    private static ImmutableArray<Element> GroupsOf(Element entity)
    {
        var around = ImmutableArray.CreateBuilder<Element>();
        for (var up = entity.Parent as Element; up is not null; up = up.Parent as Element)
            around.Add(up);
        return around.ToImmutable();
    }

    private static MetadataProblem? EntityIdFault(string? id) =>
        id is { Length: > 0 and <= MetadataLimits.EntityId } && HasScheme(id)
        && !id.Any(static c => char.IsWhiteSpace(c) || char.IsControl(c))
            ? null
            : MetadataProblem.Of("idp_entity_id", MetadataFault.BadEntityId,
                $"an absolute URI of at most {MetadataLimits.EntityId} characters (https://… or urn:…)", id);

    // Not Uri.IsWellFormedUriString: entity IDs are names, and some that providers make up would not pass. /x would, as a file.
    private static bool HasScheme(string id)
    {
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < id.Length - 1 && char.IsAsciiLetter(id[0]) && !id.AsSpan(0, colon).ContainsAnyExcept(SchemeCharacters);
    }

    private static string[] Words(string? list) => (list ?? "").Split([' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private static MetadataProblem Several(List<Element> providers) =>
        MetadataProblem.Of("idp_entity_id", MetadataFault.SeveralProviders, "the entity ID of one identity provider") with
        {
            Got = Listed(providers),
        };

    private static MetadataProblem NotFound(List<Element> entities, List<Element> providers, MetadataAsk ask)
    {
        var problem = MetadataProblem.Of("idp_entity_id", MetadataFault.EntityNotFound, ask.EntityId!) with
        {
            Got = Listed(providers.Count > 0 ? providers : entities),
        };
        return entities.Find(e => Loose(e["entityID"]) == Loose(ask.EntityId))?["entityID"] is { } near
            ? problem with { Fix = $"The document writes it as {MetadataProblem.Shown(near)}: every letter and slash counts." }
            : problem;
    }

    private static string? Loose(string? id) => id?.Trim().TrimEnd('/').ToLowerInvariant();

    private static string Listed(List<Element> entities)
    {
        var ids = entities.Take(MetadataLimits.Listed).Select(static e => MetadataProblem.Shown(e["entityID"] ?? "(no entity ID)", 200));
        var more = entities.Count - MetadataLimits.Listed;
        return string.Join(' ', ids) + (more > 0 ? $" and {more} more" : "");
    }

    private static MetadataProblem WithoutProvider(List<Element> entities, MetadataAsk ask)
    {
        var roles = entities.SelectMany(static e => e.Elements).Where(static e => e.NamespaceUri == SamlNames.Metadata)
            .Select(static e => e.LocalName).Distinct().ToImmutableArray();
        var fault = roles.Contains("IDPSSODescriptor") ? MetadataFault.OldSaml
            : roles.Contains("SPSSODescriptor") ? MetadataFault.ServiceProvider
            : roles.Contains("RoleDescriptor") ? MetadataFault.WsFederationOnly
            : MetadataFault.NoIdentityProvider;
        return MetadataProblem.Of(ask.Field, fault, "an IDPSSODescriptor for SAML 2.0",
            roles.IsEmpty ? null : string.Join(' ', roles.Take(MetadataLimits.Listed)));
    }
}
