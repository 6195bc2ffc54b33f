using System.Collections.Immutable;

namespace RunBroker.Claims;

/// <summary>
/// The usual names of a field, in the order they are tried, for connections whose admin named none. The first name is the one that the
/// mapping shows. Where an admin chose another name, that one alone counts: a guess must never stand in for what was configured.
/// </summary>
public sealed record ClaimPreset(ImmutableArray<string> Email, ImmutableArray<string> FirstName, ImmutableArray<string> LastName)
{
    private const string Ws = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
    private const string Mace = "urn:mace:dir:attribute-def:";

    /// <summary>
    /// By attribute Name, never by FriendlyName, which is for eyes only (S-054). WS-* names are what Entra ID, AD FS and Auth0 send
    /// unasked; OIDs are what LDAP-like providers do (Keycloak, Shibboleth); the short ones stand in the guides of Okta, Google, OneLogin,
    /// JumpCloud, PingOne and SimpleSAMLphp. No name that is only sometimes an address (UPN, eduPersonPrincipalName, uid) is an e-mail.
    /// </summary>
    public static ClaimPreset Saml { get; } = new(
        [
            Ws + "emailaddress", "urn:oid:0.9.2342.19200300.100.1.3", "urn:oid:1.2.840.113549.1.9.1", Mace + "mail",
            "http://schemas.xmlsoap.org/claims/EmailAddress", "email", "Email", "mail", "emailaddress", "emailAddress", "EmailAddress",
            "email_address", "user.email", "User.email", "user.mail",
        ],
        [
            Ws + "givenname", "urn:oid:2.5.4.42", Mace + "givenName", "firstName", "first_name", "FirstName", "firstname", "givenName",
            "given_name", "GivenName", "givenname", "user.firstName", "User.FirstName", "user.givenname",
        ],
        [
            Ws + "surname", "urn:oid:2.5.4.4", Mace + "sn", "lastName", "last_name", "LastName", "lastname", "surname", "Surname", "sn",
            "familyName", "family_name", "FamilyName", "user.lastName", "User.LastName", "user.surname",
        ]);

    /// <summary>Where to look for a field that is mapped to <paramref name="mapped"/>.</summary>
    internal static ImmutableArray<string> Names(string mapped, ImmutableArray<string> usual) =>
        usual is [var first, ..] && first == mapped ? usual : [mapped];
}
