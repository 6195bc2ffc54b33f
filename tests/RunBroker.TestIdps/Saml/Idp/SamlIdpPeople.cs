using System.Text.Json.Nodes;

namespace RunBroker.TestIdps;

/// <summary>What the IdP says of a person, in the names of its style.</summary>
internal static class SamlIdpPeople
{
    private const string Ws = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

    public static IEnumerable<AttributeDraft> Attributes(TestSamlIdp idp, TestUser user) =>
        idp.Options.Attributes?.Invoke(user) ?? user.Claims.Where(c => c.Key is not ("sub" or "email_verified"))
            .Select(c => Named(idp.Options.Style, c.Key, Values(c.Value)));

    public static NameIdDraft NameId(TestSamlIdp idp, TestUser user, TestSamlSp sp, string? wanted)
    {
        var format = wanted is null or SamlUris.Unspecified ? idp.Options.NameIdFormat : wanted;
        return format switch
        {
            SamlUris.Transient => new(ResponseDraft.NewId(), format),
            SamlUris.Persistent => new(user.Subject, format) { NameQualifier = idp.EntityId, SpNameQualifier = sp.EntityId },
            _ => new((string?)user.Claims["email"] ?? user.Login, format),
        };
    }

    private static AttributeDraft Named(SamlStyle style, string claim, string[] values)
    {
        if (style == SamlStyle.Entra || style == SamlStyle.Adfs)
        {
            var uri = claim switch
            {
                "email" => Ws + "emailaddress",
                "given_name" => Ws + "givenname",
                "family_name" => Ws + "surname",
                "name" => "http://schemas.microsoft.com/identity/claims/displayname",
                "groups" => "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups",
                _ => "http://schemas.example/claims/" + claim,
            };
            return new(uri, [.. values]);
        }
        if (style != SamlStyle.Shibboleth) return new(claim switch
        {
            "given_name" => "firstName",
            "family_name" => "lastName",
            _ => claim
        }, [.. values]);
        var (oid, friendly) = claim switch
        {
            "email" => ("urn:oid:0.9.2342.19200300.100.1.3", "mail"),
            "given_name" => ("urn:oid:2.5.4.42", "givenName"),
            "family_name" => ("urn:oid:2.5.4.4", "sn"),
            "name" => ("urn:oid:2.16.840.1.113730.3.1.241", "displayName"),
            "groups" => ("urn:oid:1.3.6.1.4.1.5923.1.5.1.1", "isMemberOf"),
            _ => ("urn:example:" + claim, claim),
        };
        return new(oid, [.. values]) { FriendlyName = friendly };
    }

    private static string[] Values(JsonNode? claim) => claim is JsonArray list ? [.. list.Select(v => v?.ToString() ?? "")]
        : [claim?.ToString() ?? ""];
}
