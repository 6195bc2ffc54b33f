using System.Collections.Immutable;
using System.Text;

namespace RunBroker.Protocol.Oidc;

/// <summary>Our answer to an authorization request: where it goes, how, and its parameters; <c>iss</c> is in every one (RFC9207-2).</summary>
public sealed record AuthorizeReply
{
    private AuthorizeReply(RegisteredRedirect redirect, ResponseMode mode, ImmutableArray<KeyValuePair<string, string>> fields) =>
        (Redirect, Mode, Fields) = (redirect, mode, fields);

    public RegisteredRedirect Redirect { get; }
    public ResponseMode Mode { get; }
    public ImmutableArray<KeyValuePair<string, string>> Fields { get; }

    /// <summary>For query and fragment: the whole URL. Values are percent-encoded, so that none of them ends a header (O-121).</summary>
    public string Location
    {
        get
        {
            var url = new StringBuilder(Redirect.Uri);
            // A registered URI never has our names in its query (O-002), so nothing is said twice.
            var mark = Mode == ResponseMode.Fragment ? '#' : Redirect.Uri.Contains('?', StringComparison.Ordinal) ? '&' : '?';
            foreach (var (name, value) in Fields)
            {
                url.Append(mark).Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
                mark = '&';
            }

            return url.ToString();
        }
    }

    /// <param name="sessionState">OIDCSession-2; null where no frame can watch the session.</param>
    public static AuthorizeReply Code(AuthorizeRequest request, string issuer, string code, string? sessionState = null)
    {
        ImmutableArray<KeyValuePair<string, string>> watched = sessionState is null ? [] : [new("session_state", sessionState)];
        return new(request.Redirect, request.Mode, [new("code", code), .. Tail(request.State, issuer), .. watched]);
    }

    public static AuthorizeReply Error(RegisteredRedirect redirect, ResponseMode mode, string? state, string issuer, OAuthError error) =>
        new(redirect, mode, [new("error", error.Error), new("error_description", error.Description), .. Tail(state, issuer)]);

    private static ImmutableArray<KeyValuePair<string, string>> Tail(string? state, string issuer) =>
        state is null ? [new("iss", issuer)] : [new("state", state), new("iss", issuer)];
}
