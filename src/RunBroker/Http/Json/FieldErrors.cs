using System.Collections.Immutable;

namespace RunBroker.Http.Json;

/// <summary>One complaint about admin input: <c>role_rules[2].operator</c> and a sentence.</summary>
public sealed record FieldError(string Path, string Says);

/// <summary>
/// Collects what is wrong with one request body, by field path, for the <c>errors</c> object of problem+json (RFC9457-3.2).
/// Everything is collected, so an admin repairs a form once; past <see cref="Most"/> the rest is left out.
/// </summary>
public sealed class FieldErrors
{
    /// <summary>Complaints kept: a body of a hundred thousand unknown members must not be answered in kind.</summary>
    public const int Most = 100;

    private const int LongestPath = 200;

    private readonly List<FieldError> all = [];

    public bool Any => all.Count > 0;

    public ImmutableArray<FieldError> All => [.. all];

    /// <summary>A path may quote a sender's member name, so it is cut; a text is ours and quotes no value: it may be a secret.</summary>
    public void Add(string path, string says)
    {
        if (all.Count < Most)
            all.Add(new(path.Length > LongestPath ? string.Concat(path.AsSpan(0, LongestPath), "…") : path, says));
    }

    /// <summary>Path to sentences, in the order found: what <c>HttpValidationProblemDetails.Errors</c> takes.</summary>
    public Dictionary<string, string[]> ByField() =>
        all.GroupBy(e => e.Path, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(e => e.Says).Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
}
