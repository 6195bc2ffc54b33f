namespace RunBroker.Protocol.Saml;

/// <summary>Why a message was refused, for its case file; what each reason means for whom is in <see cref="SamlReasons"/>.</summary>
/// <param name="Spec">Where the rule stands, such as <c>SAMLProf-4.1.4.2</c>, or the number of the attack, such as <c>S-061</c>.</param>
/// <param name="Wanted">What had to be there, where it was a comparison.</param>
/// <param name="Got">What was there; text from outside, for the tenant's admin only, cut by whoever stores it.</param>
public sealed record SamlRefusal(SamlReason Reason, string Spec, string? Wanted = null, string? Got = null);
