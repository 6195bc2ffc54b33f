using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace RunBroker.Cases;

/// <summary>
/// Parameters of a request or an answer, a line each. A name that is not known may hold anything: its value counts as personal.
/// </summary>
internal static class DecodedParameters
{
    private const int Longest = 500;

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(char.IsControl)]);

    /// <summary>Good for a sign-in, or proof of who asks: never written down.</summary>
    private static readonly FrozenSet<string> Secret = FrozenSet.ToFrozenSet(
        [
            "state", "nonce", "code", "code_verifier", "client_secret", "client_assertion", "access_token", "refresh_token", "id_token",
                "id_token_hint",
            "logout_token", "RelayState", "Signature", "SAMLRequest", "SAMLResponse", "Authorization", "request",
        ], StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string> Plain = FrozenSet.ToFrozenSet(
        [
            "client_id", "response_type", "response_mode", "redirect_uri", "scope", "code_challenge", "code_challenge_method", "prompt",
                "max_age", "acr_values",
            "claims", "ui_locales", "display", "iss", "error", "error_description", "error_uri", "grant_type", "client_assertion_type",
                "SigAlg",
        ], StringComparer.Ordinal);

    /// <param name="line">What stands above: the method and the address, without a query.</param>
    public static DecodedMessage Of(string line, IEnumerable<KeyValuePair<string, string>> parameters)
    {
        var text = new StringBuilder(line);
        var redacted = ImmutableArray.CreateBuilder<string>();
        foreach (var (name, value) in parameters)
        {
            text.Append(text.Length == 0 ? "" : "\n").Append(Shown(name, 64)).Append(": ");
            if (Secret.Contains(name))
            {
                redacted.Add(name);
                text.Append(Cut(value));
            }
            else
            {
                text.Append(Plain.Contains(name) ? Shown(value, Longest) : Personal.Mark(Shown(value, Longest)));
            }
        }

        return new(text.ToString(), redacted.ToImmutable());
    }

    public static string Cut(string value) => string.Create(CultureInfo.InvariantCulture, $"[cut, {value.Length} characters]");

    /// <summary>One line of text from outside.</summary>
    public static string Shown(string value, int longest)
    {
        var text = Personal.Unmarked(value);
        if (text.Length <= longest && !text.AsSpan().ContainsAny(Controls))
            return text;
        var line = string.Create(Math.Min(text.Length, longest), text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(from[i]) ? ' ' : from[i];
        });
        return value.Length > longest ? line + "…" : line;
    }
}
