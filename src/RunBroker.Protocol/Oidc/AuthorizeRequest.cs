using System.Collections.Immutable;
using System.Globalization;

namespace RunBroker.Protocol.Oidc;

/// <summary>How the answer travels (OAuth 2.0 Multiple Response Types 2.1, Form Post 1.0).</summary>
public enum ResponseMode
{
    Query,
    Fragment,
    FormPost,
}

/// <summary>An authorization request that passed every rule below (OIDCC-3.1.2.1). Only <see cref="Check"/> makes one.</summary>
public sealed record AuthorizeRequest
{
    private AuthorizeRequest(Parameters sent, AppTrust app, RegisteredRedirect redirect)
    {
        ClientId = app.ClientId;
        Redirect = redirect;
        Mode = ReadMode(sent) ?? ResponseMode.Query;
        State = sent["state"];
        Nonce = sent["nonce"];
        Scopes = [.. sent.Words("scope").Where(scope => app.Scopes.Contains(scope, StringComparer.Ordinal))];
        CodeChallenge = sent["code_challenge"];
        Prompts = sent.Words("prompt");
        MaxAge = sent["max_age"] is { } seconds ? TimeSpan.FromSeconds(int.Parse(seconds, NumberStyles.None, CultureInfo.InvariantCulture)) : null;
        LoginHint = sent["login_hint"];
        DomainHint = sent["domain_hint"];
        IdTokenHint = sent["id_token_hint"];
        UiLocales = sent.Words("ui_locales");
        AcrValues = [.. sent.Words("acr_values").Where(value => !value.StartsWith(TenantAcr, StringComparison.Ordinal))];
        Organization = sent["organization"]
            ?? sent.Words("acr_values").FirstOrDefault(value => value.StartsWith(TenantAcr, StringComparison.Ordinal))?[TenantAcr.Length..];
        Connection = sent["connection"];
        ClaimsJson = sent["claims"];
        Claims = ClaimsRequest.Parse(ClaimsJson) ?? ClaimsRequest.None;
        Sent = sent;
    }

    /// <summary>The acr_values prefix that names a tenant instead of a class of authentication.</summary>
    private const string TenantAcr = "tenant:";

    public string ClientId { get; }
    public RegisteredRedirect Redirect { get; }
    public ResponseMode Mode { get; }
    public string? State { get; }
    public string? Nonce { get; }
    /// <summary>What is granted: unknown scopes and those that the app may not ask for are left out.</summary>
    public ImmutableArray<string> Scopes { get; }
    /// <summary>S256 challenge, or null where the app need not use PKCE.</summary>
    public string? CodeChallenge { get; }
    public ImmutableArray<string> Prompts { get; }
    public TimeSpan? MaxAge { get; }
    public string? LoginHint { get; }
    public string? DomainHint { get; }
    public string? IdTokenHint { get; }
    public ImmutableArray<string> UiLocales { get; }
    public ImmutableArray<string> AcrValues { get; }
    /// <summary>The tenant's slug that the app asked for.</summary>
    public string? Organization { get; }
    public string? Connection { get; }
    public string? ClaimsJson { get; }
    public ClaimsRequest Claims { get; }
    /// <summary>Everything as it came, to be checked afresh when the sign-in goes on, and for what is forwarded.</summary>
    public Parameters Sent { get; }

    /// <summary>Nothing may be shown and no upstream asked (OIDCC-3.1.2.1).</summary>
    public bool Silent => Prompts.Contains("none");

    /// <summary>The classes of authentication of which the answer must have one: an essential acr claim (OIDCC-5.5.1.1).</summary>
    public ImmutableArray<string> EssentialAcr =>
        Claims.IdToken.FirstOrDefault(claim => claim is { Name: "acr", Essential: true })?.Values ?? [];

    /// <summary>The users that tokens may be about; empty: any (OIDCC-5.5.1, a value for sub).</summary>
    public ImmutableArray<string> WantedSubjects => Claims.IdToken.FirstOrDefault(claim => claim.Name == "sub")?.Values ?? [];

    /// <param name="app">Null: the client_id is unknown.</param>
    public static AuthorizeOutcome Check(Parameters sent, AppTrust? app)
    {
        // Until the redirect_uri is known to be the app's own, nobody is redirected (RFC6749-4.1.2.1).
        if (app is null)
            return new AuthorizeOutcome.TellPerson(PersonError.UnknownApp, new("invalid_client", "client_id is not registered", "RFC6749-4.1.2.1"));
        if (RegisteredRedirect.Match(app, sent["redirect_uri"]) is not { } redirect)
        {
            return new AuthorizeOutcome.TellPerson(PersonError.UnknownRedirect,
                new("invalid_request", "redirect_uri is not registered for this app", "OIDCC-3.1.2.1"));
        }

        foreach (var rule in AuthorizeRules.All)
        {
            if (!rule.Holds(sent, app))
                return new AuthorizeOutcome.TellApp(redirect, ReadMode(sent) ?? ResponseMode.Query, sent["state"], new(rule.Error, rule.Says, rule.Spec));
        }

        return new AuthorizeOutcome.Accepted(new(sent, app, redirect));
    }

    internal static ResponseMode? ReadMode(Parameters sent) => sent["response_mode"] switch
    {
        null or "query" => ResponseMode.Query,
        "fragment" => ResponseMode.Fragment,
        "form_post" => ResponseMode.FormPost,
        _ => null,
    };
}
