using RunBroker.Http;
using RunBroker.Protocol;
using RunBroker.Tenancy;

namespace RunBroker.Logout;

/// <summary>
/// What a request to sign out wants besides: for whom, where to afterwards, and whether the upstream is to end its session too.
/// </summary>
internal sealed record SignOutAsk
{
    /// <summary>Named by a hint or by client_id; null: nobody was, or nobody is registered so.</summary>
    public App? App { get; private init; }

    /// <summary>Exactly one of the app's registered ones (O-102), as it was sent.</summary>
    public string? Registered { get; private init; }

    public string? State { get; private init; }

    public bool Federated { get; private init; }

    public string? UiLocales { get; private init; }

    /// <summary>It is the answer to a form of ours.</summary>
    public bool AfterForm { get; init; }

    /// <summary>Other browsers' sessions of the person end as well.</summary>
    public bool Everywhere { get; init; }

    public string? ReturnUrl => Registered is null || State is null ? Registered : FormEncoding.AddTo(Registered, [new("state", State)]);

    public static SignOutAsk Of(HttpRequest request, Parameters sent, App? app, string? wanted) => new()
    {
        App = app,
        Registered = wanted is not null && app is not null
                && app.Trust.PostLogoutRedirectUris.Contains(wanted, StringComparer.Ordinal) ? wanted : null,
        State = sent["state"],
        // With or without a value (AU-22).
        Federated = request.Has("federated"),
        UiLocales = sent["ui_locales"],
    };

    public SignOutAsk GoingNowhere() => this with { Registered = null, State = null };

    public SignOutAsk WithoutState() => this with { State = null };

    /// <summary>What the form of the confirmation page carries along; all of it is checked again.</summary>
    public IEnumerable<KeyValuePair<string, string>> Carried()
    {
        if (App is not null)
            yield return new("client_id", App.ClientId);
        if (Registered is not null)
            yield return new("post_logout_redirect_uri", Registered);
        if (Registered is not null && State is not null)
            yield return new("state", State);
        if (Federated)
            yield return new("federated", "true");
        if (UiLocales is not null)
            yield return new("ui_locales", UiLocales);
    }
}
