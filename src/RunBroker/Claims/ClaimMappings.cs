using System.Collections.Immutable;

namespace RunBroker.Claims;

/// <summary>A claim that becomes a tag (TG-11).</summary>
public sealed record OtherClaimMapping(string Claim, string Tag);

/// <summary>
/// Which claim holds which field of our user (TG-10, TG-22). E-mail and first name are required at every sign-in (TG-24).
/// TagoIO's four profile fields are tags of that name here and come before <see cref="Others"/> in mapping order.
/// </summary>
public sealed record ClaimMappings(string Email, string FirstName, string? LastName)
{
    public string? Phone { get; init; }

    public string? Company { get; init; }

    public string? Language { get; init; }

    public string? Timezone { get; init; }

    public ImmutableArray<OtherClaimMapping> Others { get; init; } = [];

    /// <summary>Other names for the fields whose mapping is the preset's first; null: there are none.</summary>
    public ClaimPreset? Preset { get; init; }

    internal ImmutableArray<string> EmailNames => ClaimPreset.Names(Email, Preset?.Email ?? []);

    internal ImmutableArray<string> FirstNameNames => ClaimPreset.Names(FirstName, Preset?.FirstName ?? []);

    internal ImmutableArray<string> LastNameNames => LastName is null ? [] : ClaimPreset.Names(LastName, Preset?.LastName ?? []);

    /// <summary>Works with the default scopes <c>openid profile email</c> (OIDCC-5.4).</summary>
    public static ClaimMappings OidcDefault { get; } = new("email", "given_name", "family_name");

    /// <summary>The WS-* names that Entra ID, AD FS and Auth0 send unasked (TG-23), then other usual ones.</summary>
    public static ClaimMappings SamlDefault { get; } =
        new(ClaimPreset.Saml.Email[0], ClaimPreset.Saml.FirstName[0], ClaimPreset.Saml.LastName[0]) { Preset = ClaimPreset.Saml };

    /// <summary>Everything that becomes a tag, in the order that decides who stays under the limit.</summary>
    public ImmutableArray<OtherClaimMapping> TagMappings() => [.. Profile(), .. Others];

    private IEnumerable<OtherClaimMapping> Profile()
    {
        if (Phone is not null) yield return new(Phone, "phone");
        if (Company is not null) yield return new(Company, "company");
        if (Language is not null) yield return new(Language, "language");
        if (Timezone is not null) yield return new(Timezone, "timezone");
    }
}
