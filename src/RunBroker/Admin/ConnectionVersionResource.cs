using System.Collections.Immutable;

namespace RunBroker.Admin;

/// <param name="Field">A member of the connection; of an object with a dot (<c>claim_mappings.email</c>).</param>
/// <param name="Live">What is in use; null: nothing. Of a secret: null, too.</param>
/// <param name="Here">What this version has.</param>
/// <param name="Secret">It is another one; neither is told.</param>
internal sealed record VersionChange(string Field, string? Live, string? Here, bool Secret);

/// <summary>The settings of a connection as they were, are, or are to be.</summary>
internal sealed record ConnectionVersionResource
{
    /// <summary>Never used twice.</summary>
    public required long Number { get; init; }
    /// <summary>draft, live or previous.</summary>
    public required string State { get; init; }
    public required string Name { get; init; }
    /// <summary>Who saved it; empty: it was saved before versions were kept.</summary>
    public required string Actor { get; init; }
    public required DateTime CreatedAt { get; init; }
    public DateTime? LiveAt { get; init; }
    /// <summary>What differs from what is live.</summary>
    public required ImmutableArray<VersionChange> Changes { get; init; }
    /// <summary>As the connection would be answered.</summary>
    public required ConnectionResource Settings { get; init; }
}
