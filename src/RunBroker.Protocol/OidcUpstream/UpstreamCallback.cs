using System.Collections.Immutable;

namespace RunBroker.Protocol.OidcUpstream;

/// <summary>A code whose state and issuer were checked. Only <see cref="UpstreamCallback.Check"/> makes one.</summary>
public sealed record CheckedCode
{
    internal CheckedCode(string value) => Value = value;

    public string Value { get; }

    /// <summary>Without the code: it is as good as a password until it is spent.</summary>
    public override string ToString() => nameof(CheckedCode);
}

public abstract record CallbackResult
{
    private CallbackResult() { }
    public sealed record Accepted(CheckedCode Code) : CallbackResult;
    public sealed record Refused(UpstreamRefusal Why) : CallbackResult;

    public T Match<T>(Func<Accepted, T> accepted, Func<Refused, T> refused) => this switch
    {
        Accepted a => accepted(a),
        Refused r => refused(r),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>The provider's answer at our redirect URI, by query or by form post (OIDCC-3.1.2.5, 3.1.2.6).</summary>
public static class UpstreamCallback
{
    public static CallbackResult Check(Parameters sent, OidcTrust trust, OidcExpectation expected)
    {
        // State before all else: until it matches, this answer belongs to somebody else's sign-in, and not even its error
        // is read.
        if (!UpstreamSecret.Same(sent["state"], expected.State))
            return Refuse(UpstreamReason.WrongState, "RFC6749-10.12");
        if (sent.Repeated is { } repeated)
            return Refuse(UpstreamReason.RepeatedParameter, "RFC6749-3.1", "each parameter once", repeated);
        // Before error, too: the mix-up attack may come as an error of another provider (RFC9207-2.4).
        if ((trust.SendsIss || sent["iss"] is not null) && !trust.Accepts(sent["iss"]))
            return Refuse(UpstreamReason.WrongAnswerIssuer, "RFC9207-2.4", trust.Issuer, sent["iss"]);
        if (sent["error"] is { } error)
        {
            var description = sent["error_description"];
            return Refuse(Said(error, description), "OIDCC-3.1.2.6", "a code", UpstreamErrors.Text(error, description));
        }

        return sent["code"] is { } code
            ? new CallbackResult.Accepted(new(code))
            : Refuse(UpstreamReason.NoCode, "OIDCC-3.1.2.5", "code or error", null);
    }

    private static UpstreamReason Said(string error, string? description) => error switch
    {
        // Everyone says access_denied, for a person who turned back and for one who was never let in. Who must act differs
        // (TG-16).
        _ when NotAssigned.Any(mark => description?.Contains(mark, StringComparison.OrdinalIgnoreCase) == true) =>
            UpstreamReason.NotAssigned,
        "access_denied" => UpstreamReason.AccessDenied,
        "login_required" => UpstreamReason.LoginRequired,
        "interaction_required" or "consent_required" or "account_selection_required" => UpstreamReason.InteractionRequired,
        "server_error" or "temporarily_unavailable" => UpstreamReason.ProviderUnavailable,
        "invalid_request" or "unauthorized_client" or "unsupported_response_type" or "invalid_scope" or "invalid_client"
            or "request_not_supported" or "request_uri_not_supported" => UpstreamReason.RequestRefused,
        _ => UpstreamReason.SaidNo,
    };

    // Okta, Entra ID, OneLogin. Read for the wording of a page only: what is refused stays refused either way.
    private static readonly ImmutableArray<string> NotAssigned =
        ["not assigned to the client application", "AADSTS50105", "does not have access to this application"];

    private static CallbackResult.Refused Refuse(UpstreamReason reason, string spec, string? wanted = null, string? got = null) =>
        new(new UpstreamRefusal(reason, spec, wanted, got));
}

internal static class UpstreamErrors
{
    public static string Text(string error, string? description) => description is null ? error : $"{error}: {description}";
}
