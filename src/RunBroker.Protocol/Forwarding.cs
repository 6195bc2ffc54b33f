using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;

namespace RunBroker.Protocol;

/// <summary>Why a parameter of the app did not go on to the provider.</summary>
public enum ForwardingDrop
{
    /// <summary>A protocol parameter (O-130).</summary>
    Protected,
    /// <summary>It was meant for us: organization, connection, a tenant: value.</summary>
    MeantForUs,
    /// <summary>It changes what the answer must show, so it goes only as part of what that answer is judged by.</summary>
    Judged,
    /// <summary>We send it ourselves in this request, or the endpoint's own query has it.</summary>
    SetByUs,
    /// <summary>It came before; the first one goes on.</summary>
    Repeated,
    /// <summary>Name or value over its limit.</summary>
    TooLong,
    /// <summary>Name or value has a control character.</summary>
    ControlCharacter,
    /// <summary>All parameters together are over the limit.</summary>
    OverTotal,
}

/// <param name="Name">The app's spelling, cut; escape it where it is shown. The value is not kept: it may be personal.</param>
/// <param name="Why">For the case file.</param>
public sealed record DroppedParameter(string Name, ForwardingDrop Why);

/// <summary>
/// Any parameter of a login URL goes on to the provider (TG-12), except those that could change whose sign-in this is
/// (O-130, S-102).
/// </summary>
public static class Forwarding
{
    /// <summary>Never forwarded. Names that start with <c>client_assertion</c> are too.</summary>
    public static ImmutableArray<string> Protected { get; } =
    [
        "client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "code_challenge", "code_challenge_method",
        "request", "request_uri", "claims", "iss", "dpop_jkt", "resource", "audience", "code", "id_token_hint", "client_assertion",
        "client_assertion_type", "client_secret", "registration", "authorization_details",
        "SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature", "SAMLEncoding",
    ];

    public static ImmutableArray<string> MeantForUs { get; } = ["organization", "connection"];

    public static ImmutableArray<string> Judged { get; } = ["prompt", "max_age"];

    private static readonly SearchValues<char> Folded = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-");

    private static readonly FrozenSet<string> ProtectedFolded = Protected.Select(Fold).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a parameter of a connection's login URL may go on to the app, which passes it to us as its own.</summary>
    public static bool MayPass(string name, string value) => Why(name, value, [], []) is null or ForwardingDrop.Judged;

    /// <param name="sent">All that came with the app's request or login URL.</param>
    /// <param name="ours">Names that this request has already.</param>
    public static (ImmutableArray<KeyValuePair<string, string>> Carried, ImmutableArray<DroppedParameter> Dropped) Sort(
        Parameters sent, IEnumerable<string> ours)
    {
        var carried = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        var dropped = ImmutableArray.CreateBuilder<DroppedParameter>();
        var taken = ours.Select(Fold).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var total = 0;
        foreach (var (name, whole) in sent.All)
        {
            var value = name == "acr_values" ? WithoutTenant(whole) : whole;
            if (Why(name, value, taken, seen) is { } why)
            {
                dropped.Add(new(Cut(name), why));
                continue;
            }

            var size = FormEncoding.Encode(name).Length + FormEncoding.Encode(value).Length + 2;
            if (total + size > ProtocolLimits.ForwardedTotal)
                dropped.Add(new(Cut(name), ForwardingDrop.OverTotal));
            else
            {
                carried.Add(new(name, value));
                total += size;
            }
        }

        return (carried.ToImmutable(), dropped.ToImmutable());
    }

    private static ForwardingDrop? Why(string name, string value, HashSet<string> taken, HashSet<string> seen)
    {
        var folded = Fold(name);
        return name.Any(char.IsControl) || value.Any(char.IsControl) ? ForwardingDrop.ControlCharacter
            : folded.Length == 0 || IsProtected(folded) ? ForwardingDrop.Protected
            : MeantForUs.Contains(folded) || value.Length == 0 ? ForwardingDrop.MeantForUs
            : Judged.Contains(folded) ? ForwardingDrop.Judged
            : taken.Contains(folded) ? ForwardingDrop.SetByUs
            : name.Length > ProtocolLimits.ForwardedName || value.Length > ProtocolLimits.ForwardedValue ? ForwardingDrop.TooLong
            : !seen.Add(name) ? ForwardingDrop.Repeated
            : null;
    }

    private static bool IsProtected(string folded) =>
        ProtectedFolded.Contains(folded) || folded.StartsWith("client_assertion", StringComparison.Ordinal);

    /// <summary>
    /// A name as the loosest provider may read it: ASP.NET reads names without case, PHP and Rails read <c>state[]</c> as
    /// state, and PHP drops leading spaces and reads a dot or a space as an underscore. An odd spelling of a protected name
    /// is therefore that name. Case is folded up and then down, since some letters fold to ASCII only one of the two ways.
    /// </summary>
    private static string Fold(string name)
    {
        var bracket = name.IndexOf('[', StringComparison.Ordinal);
        // What most are already: nothing would change.
        if (!name.AsSpan().ContainsAnyExcept(Folded))
            return name;
        return (bracket >= 0 ? name[..bracket] : name).Trim().Replace('.', '_').Replace(' ', '_').ToUpperInvariant().ToLowerInvariant();
    }

    // tenant: values choose a tenant of ours and mean nothing upstream (contract, section 4).
    private static string WithoutTenant(string acrValues) =>
        string.Join(' ', acrValues.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(static w => !w.StartsWith("tenant:", StringComparison.Ordinal)));

    private static string Cut(string name) =>
        name.Length <= ProtocolLimits.ForwardedName ? name : name[..ProtocolLimits.ForwardedName] + "…";
}
