using System.Collections.Immutable;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using RunBroker.Tests.Processes;

namespace RunBroker.Tests.House;

/// <summary>Who may know whom: two leaves that know nothing of each other, one host that joins them (docs: layout).</summary>
public sealed class LayeringTests
{
    private const string Protocol = "src/RunBroker.Protocol";

    [Theory]
    [InlineData("RunBroker.Protocol", "")]
    [InlineData("RunBroker.Storage", "")]
    [InlineData("RunBroker", "RunBroker.Protocol RunBroker.Storage")]
    [InlineData("RunBroker.Demo", "RunBroker RunBroker.TestIdps")]
    public void A_project_refers_only_to_what_it_may_know(string project, string allowed)
    {
        var references = Project(project).Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")?.Value ?? "").Split('\\', '/')[^1]);
        Offences.None(references.Except(allowed.Split(' '), StringComparer.Ordinal));
    }

    [Fact]
    public void The_protocol_needs_no_package_no_web_framework_and_no_database()
    {
        var project = Project("RunBroker.Protocol");
        Assert.Equal("Microsoft.NET.Sdk", project.Root?.Attribute("Sdk")?.Value);
        Offences.None(project.Descendants("PackageReference").Select(p => p.Attribute("Include")?.Value)
            .Except(["System.Security.Cryptography.Xml"], StringComparer.Ordinal));
        Offences.None(project.Descendants("FrameworkReference").Select(r => r.ToString()));

        var forbidden = (string[])["Microsoft.AspNetCore", "Microsoft.Extensions", "Microsoft.Data", "System.Data", "Npgsql", "Dapper", "System.Net.Http"];
        Offences.None(SourceTree.Code(Protocol).SelectMany(f => f.Where(l => forbidden.Any(n => Names(l, n)))));
    }

    [Theory]
    [InlineData("Jose", "")]
    [InlineData("Oidc", "Jose")]
    [InlineData("OidcUpstream", "Jose")]
    [InlineData("Saml", "")]
    public void A_part_of_the_protocol_uses_only_what_it_may_know(string part, string allowed)
    {
        var others = Parts().Except([part, .. allowed.Split(' ')], StringComparer.Ordinal).ToImmutableArray();
        var code = SourceTree.Code($"{Protocol}/{part}");
        Offences.None(code.SelectMany(f => f.Where(l => others.Any(o => NamesPart(l, o)))));
    }

    [Fact]
    public void Every_part_of_the_protocol_has_a_row_above() =>
        Offences.None(Parts().Except(["Jose", "Oidc", "OidcUpstream", "Saml"], StringComparer.Ordinal));

    [Fact]
    public void What_the_protocol_parts_share_uses_none_of_them() =>
        Offences.None(SourceTree.Code(Protocol).Where(f => f.Folder == Protocol)
            .SelectMany(f => f.Where(l => Parts().Any(p => NamesPart(l, p)))));

    [Fact]
    public void The_namespace_is_the_folder() =>
        Offences.None(SourceTree.Code("src").SelectMany(f => f.Where(l => l.StartsWith("namespace ", StringComparison.Ordinal) && l != $"namespace {Wanted(f)};")));

    private static string Wanted(SourceFile file) => file.Folder["src/".Length..].Replace('/', '.');

    private static IEnumerable<string> Parts() =>
        SourceTree.Code(Protocol).Select(f => f.Path.Split('/')).Where(p => p.Length > 3).Select(p => p[2]).Distinct(StringComparer.Ordinal);

    /// <summary>In full, or from within the protocol's own namespace as <c>Jose.Jws</c>.</summary>
    private static bool NamesPart(string line, string part) =>
        Names(line, $"RunBroker.Protocol.{part}")
        || (!IsComment(line) && Regex.IsMatch(line, $"""(?<![\w."/])({part})\.[A-Z]"""));

    private static bool IsComment(string line) => line.TrimStart().StartsWith("//", StringComparison.Ordinal);

    /// <summary>Whether a line of code (not a comment) names a namespace: whole, or with more after a dot.</summary>
    private static bool Names(string line, string name)
    {
        var at = line.IndexOf(name, StringComparison.Ordinal);
        return at >= 0 && !IsComment(line)
            && (at + name.Length == line.Length || !char.IsLetterOrDigit(line[at + name.Length]));
    }

    private static XDocument Project(string name) => XDocument.Load(Path.Combine(Repository.Root, "src", name, $"{name}.csproj"));
}
