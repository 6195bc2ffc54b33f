using System.Collections.Immutable;

namespace RunBroker.Bench;

/// <summary>A part of an operation that no program can leave out: a primitive, so many times.</summary>
internal sealed record Part(string Primitive, int Times = 1);

/// <summary>
/// The least that each operation can cost on this machine: the sum of primitives that were measured in the same run. Nothing of what a
/// broker does besides is in it.
/// </summary>
internal sealed class Ceilings(IReadOnlyDictionary<string, double> primitives)
{
    private static readonly string[] Algs = ["RS256", "ES256"];

    private static readonly ImmutableArray<Part> Authorize = [new("get-redirect"), new("cookie"), new("row"), new("lookup")];

    private static readonly ImmutableArray<Part> Leave = [new("get-redirect"), new("cookie")];

    /// <summary>Nothing was measured.</summary>
    public static Ceilings None { get; } = new(new Dictionary<string, double>());

    public static IReadOnlyDictionary<string, ImmutableArray<Part>> Rows { get; } = Table();

    /// <returns>Microseconds for one operation; NaN when nothing was measured.</returns>
    public double Of(string operation) =>
        primitives.Count == 0 ? double.NaN : Rows[operation].Sum(part => primitives[part.Primitive] * part.Times);

    private static Dictionary<string, ImmutableArray<Part>> Table()
    {
        var rows = new Dictionary<string, ImmutableArray<Part>>(StringComparer.Ordinal)
        {
            ["document"] = [new("get")],
            ["authorize"] = Authorize,
            ["introspect"] = [new("post"), new("select")],
            ["userinfo RS256"] = [new("get"), new("rsa-verify")],
            ["userinfo ES256"] = [new("get"), new("ec-verify")],
            ["userinfo opaque"] = [new("get"), new("select")],
        };
        foreach (var alg in Algs)
        {
            var jwt = $"jwt {alg}";
            // The code is taken and a refresh token stored; two tokens are signed, or one and a row more.
            ImmutableArray<Part> exchange = [new("post"), new("row", 2), new(jwt, 2)];
            ImmutableArray<Part> opaque = [new("post"), new("row", 3), new(jwt)];
            rows[$"cc {alg}"] = [new("post"), new(jwt)];
            rows[$"exchange {alg}"] = exchange;
            rows[$"exchange {alg} opaque"] = opaque;
            rows[$"silent {alg}"] = [.. Authorize, .. exchange];
            rows[$"silent {alg} opaque"] = [.. Authorize, .. opaque];
            // Replay memory, session and code; session and code.
            rows[$"saml {alg}"] = [.. Leave, new("authn-request"), new("post-10k"), new("saml-check"), new("row", 3), .. exchange];
            rows[$"oidc {alg}"] = [.. Leave, new("relay"), new("rsa-verify"), new("row", 2), .. exchange];
        }

        return rows;
    }
}
