using System.Collections.Immutable;

namespace RunBroker.Admin;

/// <param name="What">role, tag, field, access (the tenant's rules let them in) or sign_in (they can sign in at all).</param>
/// <param name="Name">Of the role, the tag's key or the field; never what the provider said in it.</param>
public sealed record PreviewItem(string What, string? Name);

/// <param name="Field">email or first_name: without it nobody can sign in.</param>
/// <param name="Why">What became of the claim, as in a case file.</param>
public sealed record PreviewMissing(string Field, string Claim, string Why);

/// <summary>A user for whom the next sign-in would come to something else.</summary>
public sealed record PreviewUser
{
    public required string UserId { get; init; }
    public required string Email { get; init; }
    public bool Active { get; init; }
    /// <summary>Has a role in the broker itself.</summary>
    public bool IsAdmin { get; init; }
    public bool IsYou { get; init; }
    public ImmutableArray<PreviewItem> Gains { get; init; } = [];
    public ImmutableArray<PreviewItem> Loses { get; init; } = [];
    /// <summary>Stays, and says something else.</summary>
    public ImmutableArray<PreviewItem> Changes { get; init; } = [];
    /// <summary>Why they could no longer sign in.</summary>
    public PreviewMissing? Missing { get; init; }

    public bool LockedOut => Loses.Any(l => l.What is MappingDifference.SignIn or MappingDifference.Access);
}

/// <param name="Reason">no_sign_in_kept, no_claims_kept, claims_cut, or sealed_with_another_key.</param>
public sealed record PreviewUnknown(string Reason, int Users);

/// <summary>What a changed mapping would do, by the last sign-ins of which the claims are kept.</summary>
public sealed record MappingPreviewResource
{
    public required string ConnectionId { get; init; }
    /// <summary>The oldest sign-in that was looked at; null: none.</summary>
    public DateTime? Since { get; init; }
    /// <summary>Users whose last sign-in was tried with both rules.</summary>
    public required int Users { get; init; }
    public required int Unchanged { get; init; }
    public required int Gaining { get; init; }
    public required int Losing { get; init; }
    public required int LockedOut { get; init; }
    public required int AdminsLockedOut { get; init; }
    /// <summary>Locked out first, then those who lose, then the rest.</summary>
    public ImmutableArray<PreviewUser> Changed { get; init; } = [];
    public ImmutableArray<PreviewUnknown> Unknown { get; init; } = [];
}
