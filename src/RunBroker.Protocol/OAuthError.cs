namespace RunBroker.Protocol;

/// <param name="Error">The wire value, such as <c>invalid_request</c> (RFC6749-4.1.2.1, 5.2).</param>
/// <param name="Description">One English sentence for the app's developer. Never text that somebody else sent.</param>
/// <param name="Spec">The rule behind it, such as <c>RFC7636-4.3</c>. Not sent.</param>
public sealed record OAuthError(string Error, string Description, string Spec);
