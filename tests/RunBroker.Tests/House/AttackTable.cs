using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RunBroker.TestIdps;
using RunBroker.Tests.Processes;

namespace RunBroker.Tests.House;

/// <param name="Number">Null: the row is a heading.</param>
/// <param name="Must">A test has to show it.</param>
internal sealed record SamlAttack(string? Section, string? Number, bool Must, string? Attack);

/// <summary>A test method, or with an empty name a whole class of them, and the requirements that it says it shows.</summary>
internal sealed record TaggedTest(string Class, string Method, ImmutableArray<string> Tags);

/// <summary>The table of attacks: the list beside this file, the tests by their <c>[Spec]</c>, and the hostile messages.</summary>
internal static partial class AttackTable
{
    public const string Document = "docs/security/saml-attacks.md";
    private const int NamedPerClass = 3;
    private const string List = "tests/RunBroker.Tests/House/saml-attacks.json";

    private static readonly JsonSerializerOptions Json = new() { PropertyNameCaseInsensitive = true };

    public static ImmutableArray<SamlAttack> All { get; } =
        [.. JsonSerializer.Deserialize<SamlAttack[]>(File.ReadAllText(Path.Combine(Repository.Root, List)), Json) ?? []];

    /// <summary>Read from the sources: a test project cannot refer to another one to ask it.</summary>
    public static ImmutableArray<TaggedTest> Tests { get; } = [.. SourceTree.Code("tests").SelectMany(f => Read(f.Lines))];

    public static IEnumerable<TaggedTest> TestsOf(string number) => Tests.Where(t => t.Tags.Contains(number));

    public static IEnumerable<HostileMessage> MessagesOf(string number) => HostileMessages.All.Where(m => m.Attack == number);

    public static string Markdown()
    {
        var text = new StringBuilder($"""
            # Attacks on a SAML service provider, and what shows that they fail here

            Generated from the tests (their `[Spec]` marks), the list `{List}` and the catalogue of hostile
            messages: `SAML_ATTACKS=write ./test flows --filter AttackTableTests`. A test fails when this file is stale, or when a line
            without a star has nothing to show.

            The messages: {HostileMessages.All.Length} of them, each made from a good one with one thing wrong. To write them to files and point
            them at any service provider: `dotnet run --project tests/RunBroker.HostileSaml -- --out DIR`. A test by its class with a
            number stands for that many tests. Lines with a star are advice.

            """);
        foreach (var row in All)
        {
            if (row is { Section: { } section })
                text.Append($"\n## {section}\n\n| number | attack | tests | messages |\n|---|---|---|---|\n");
            else if (row.Number is { } number)
                text.Append($"| {number}{(row.Must ? "" : " *")} | {row.Attack} | {Shown(TestsOf(number))} | {Shown(MessagesOf(number))} |\n");
        }

        return text.ToString();
    }

    internal static IEnumerable<TaggedTest> Read(IEnumerable<string> lines)
    {
        var (type, ofType) = ("", ImmutableArray<string>.Empty);
        var tags = ImmutableArray<string>.Empty;
        foreach (var line in lines)
        {
            if (Mark().Matches(line) is { Count: > 0 } marks && line.TrimStart().StartsWith('['))
                tags = [.. tags, .. marks.Select(m => m.Groups[1].Value)];
            if (Type().Match(line) is { Success: true } found)
            {
                (type, ofType, tags) = (found.Groups[1].Value, tags, []);
                if (!ofType.IsEmpty) yield return new(type, "", ofType);
            }
            else if (Method().Match(line) is { Success: true } method)
            {
                if (!tags.IsEmpty) yield return new(type, method.Groups[1].Value, [.. tags.Except(ofType)]);
                tags = [];
            }
        }
    }

    private static string Shown(IEnumerable<TaggedTest> tests) => string.Join("<br>", tests.GroupBy(t => t.Class, StringComparer.Ordinal)
        .OrderBy(c => c.Key, StringComparer.Ordinal).SelectMany(Shown));

    private static IEnumerable<string> Shown(IGrouping<string, TaggedTest> ofClass) =>
        ofClass.Any(t => t.Method.Length == 0) ? [$"`{ofClass.Key}`"]
        : ofClass.Count() > NamedPerClass ? [$"`{ofClass.Key}` ({ofClass.Count()})"]
        : ofClass.Select(t => $"`{ofClass.Key}.{t.Method}`");

    private static string Shown(IEnumerable<HostileMessage> messages) => string.Join(", ", messages.Select(m => $"`{m.Name}`"));

    [GeneratedRegex("""Spec\("([^"]+)"\)""")]
    private static partial Regex Mark();

    [GeneratedRegex("""^\s*(?:(?:public|internal|private|sealed|static|abstract|partial)\s+)*(?:class|record|struct)\s+(\w+)""")]
    private static partial Regex Type();

    [GeneratedRegex("""^\s*(?:public|internal)\s+(?:static\s+|async\s+)*[\w<>\[\]?.,]+\s+(\w+)\s*\(""")]
    private static partial Regex Method();
}
