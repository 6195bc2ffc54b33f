using System.Collections.Immutable;

namespace RunBroker.Claims;

/// <summary>
/// What a sign-in makes of the claims. E-mail is as asserted, octet for octet, and never a key (O-082, S-142); mapping output is
/// data (S-057) and is escaped where it is shown.
/// </summary>
public abstract record MappedUser
{
    private MappedUser(ImmutableArray<MappingNote> notes) => Notes = notes;

    /// <summary>Rows for the case file, in the order things were read.</summary>
    public ImmutableArray<MappingNote> Notes { get; }

    /// <summary><paramref name="Role"/> is the first of <paramref name="Roles"/>, which is never empty.</summary>
    public sealed record Mapped(
        string Email,
        string FirstName,
        string? LastName,
        ImmutableArray<UserTag> Tags,
        string Role,
        ImmutableArray<string> Roles,
        DateTimeOffset At,
        ImmutableArray<MappingNote> Notes) : MappedUser(Notes);

    /// <summary>
    /// TG-24: <paramref name="Field"/> is <c>email</c> or <c>first_name</c>; the claim is the one looked for. Nothing is stored.
    /// </summary>
    public sealed record Missing(string Field, string Claim, MappingStep Why, ImmutableArray<MappingNote> Notes) : MappedUser(Notes);

    public T Match<T>(Func<Mapped, T> mapped, Func<Missing, T> missing) => this switch
    {
        Mapped m => mapped(m),
        Missing m => missing(m),
        _ => throw new InvalidOperationException("unknown case"),
    };

    /// <summary>Everything is read anew at every sign-in (TG-19); of what was stored only manual tags count.</summary>
    public static MappedUser From(
        UpstreamClaims claims,
        ClaimMappings mappings,
        ImmutableArray<RoleRule> roleRules,
        string defaultRole,
        ImmutableArray<UserTag> existingTags,
        DateTimeOffset now)
    {
        var notes = ImmutableArray.CreateBuilder<MappingNote>();
        var email = ClaimText.ReadFirst(claims, "email", mappings.EmailNames, ClaimLimits.Email, notes);
        var firstName = ClaimText.ReadFirst(claims, "first_name", mappings.FirstNameNames, ClaimLimits.PersonName, notes);
        var lastName = mappings.LastName is null
            ? null
            : ClaimText.ReadFirst(claims, "last_name", mappings.LastNameNames, ClaimLimits.PersonName, notes);

        if (email is null) return new Missing("email", mappings.Email, notes[0].Step, notes.ToImmutable());
        if (firstName is null) return new Missing("first_name", mappings.FirstName, notes[1].Step, notes.ToImmutable());

        var tags = TagRebuild.From(claims, mappings, existingTags, notes);
        var roles = RoleRebuild.From(claims, roleRules, defaultRole, notes);
        return new Mapped(email, firstName, lastName, tags, roles[0], roles, now, notes.ToImmutable());
    }
}
