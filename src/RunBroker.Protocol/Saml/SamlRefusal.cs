namespace RunBroker.Protocol.Saml;

/// <summary>Why a message was refused, for its case file; what each reason means for whom is in <see cref="SamlReasons"/>.</summary>
/// <param name="Spec">Where the rule stands, such as <c>SAMLProf-4.1.4.2</c>, or the number of the attack, such as <c>S-061</c>.</param>
/// <param name="Wanted">What had to be there, where it was a comparison.</param>
/// <param name="Got">What was there, cut and without control characters; text from outside, for the tenant's admin only (S-060).</param>
public sealed record SamlRefusal(SamlReason Reason, string Spec, string? Wanted = null, string? Got = null)
{
    public string? Wanted { get; init => field = OutsideText.Shown(value); } = OutsideText.Shown(Wanted);
    public string? Got { get; init => field = OutsideText.Shown(value); } = OutsideText.Shown(Got);
}

/// <summary>What a check wanted and what it got.</summary>
internal sealed record SamlMismatch(string? Wanted, string? Got);

/// <summary>One row: what must hold of <typeparamref name="TFacts"/>; finds null when it does.</summary>
internal sealed record SamlCheck<TFacts>(SamlReason Reason, string Spec, Func<TFacts, SamlMismatch?> Finds)
{
    public SamlRefusal? On(TFacts facts) => Finds(facts) is { } found ? new(Reason, Spec, found.Wanted, found.Got) : null;
}
