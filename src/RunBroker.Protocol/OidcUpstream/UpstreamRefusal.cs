namespace RunBroker.Protocol.OidcUpstream;

/// <summary>
/// Why an upstream answer was refused. Safe to store and to show to the tenant's admin: no secret is ever in it.
/// </summary>
public sealed record UpstreamRefusal
{
    public UpstreamRefusal(UpstreamReason reason, string spec, string? wanted = null, string? got = null) =>
        (Reason, Spec, Wanted, Got) = (reason, spec, OutsideText.Shown(wanted), OutsideText.Shown(got));

    public UpstreamReason Reason { get; }
    public string Spec { get; }
    public string? Wanted { get; }

    /// <summary>
    /// What came, cut and without control characters. It is the provider's text: escape it wherever it is shown (O-095).
    /// </summary>
    public string? Got { get; }
}

/// <summary>What a check wanted and what it got.</summary>
internal sealed record UpstreamMismatch(string? Wanted, string? Got);

/// <summary>One row: what must hold of <typeparamref name="TFacts"/>; finds null when it does.</summary>
internal sealed record UpstreamCheck<TFacts>(UpstreamReason Reason, string Spec, Func<TFacts, UpstreamMismatch?> Finds)
{
    public UpstreamRefusal? On(TFacts facts) => Finds(facts) is { } found ? new(Reason, Spec, found.Wanted, found.Got) : null;
}
