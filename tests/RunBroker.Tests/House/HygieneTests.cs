using System.Text.RegularExpressions;

namespace RunBroker.Tests.House;

public sealed partial class HygieneTests
{
    [Fact]
    public void No_code_file_is_longer_than_400_lines() =>
        Offences.None(SourceTree.Files.Where(f => f.Path.EndsWith(".cs", StringComparison.Ordinal) || f.Path.EndsWith(".mjs", StringComparison.Ordinal))
            .Where(f => f.Lines.Length > 400).Select(f => $"{f.Path}: {f.Lines.Length}"));

    [Fact]
    public void Every_folder_of_a_stage_says_in_15_lines_what_it_is_for()
    {
        // src/<project>/<stage>; what lies deeper belongs to its stage
        var stages = SourceTree.Files.Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal) && f.Path.EndsWith(".cs", StringComparison.Ordinal))
            .Select(f => f.Path.Split('/')).Where(p => p.Length > 3).Select(p => string.Join('/', p[..3])).Distinct(StringComparer.Ordinal);
        var readmes = SourceTree.Files.ToDictionary(f => f.Path, f => f.Lines.Length, StringComparer.Ordinal);

        Offences.None(stages.Where(s => !(readmes.TryGetValue($"{s}/README.md", out var lines) && lines is > 0 and <= 15)));
    }

    [Fact]
    public void Nothing_is_left_for_later() => AssertNowhere(Unfinished());

    [Fact]
    public void No_file_names_a_package_registry() => AssertNowhere(Registry());

    [Fact]
    public void No_file_names_a_folder_of_somebodys_machine() => AssertNowhere(MachinePath());

    [Theory]
    [InlineData("// TO" + "DO: later", true)]
    [InlineData("throw new NotImplemented" + "Exception();", true)]
    [InlineData("the mastodon", false)]
    public void Unfinished_work_is_recognised(string line, bool found) => Assert.Equal(found, Unfinished().IsMatch(line));

    [Theory]
    [InlineData("\"resolved\": \"https://packages.example/" + "x.tgz\"", true)]
    [InlineData("registry" + "=https://packages.example/npm/", true)]
    [InlineData("<add key=\"x\" value=\"https://packages.example/v3/index" + ".json\" />", true)]
    [InlineData("see https://www.rfc-editor.org/rfc/rfc7636", false)]
    public void A_registry_is_recognised(string line, bool found) => Assert.Equal(found, Registry().IsMatch(line));

    [Theory]
    [InlineData("/ho" + "me/somebody/x", true)]
    [InlineData("\"/ro" + "ot/.nuget\"", true)]
    [InlineData("https://app.example/home/", false)]
    public void A_machine_path_is_recognised(string line, bool found) => Assert.Equal(found, MachinePath().IsMatch(line));

    private static void AssertNowhere(Regex pattern) => Offences.None(SourceTree.Files.SelectMany(f => f.Where(pattern.IsMatch)));

    // The patterns are cut up, so that they do not find themselves.
    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|XX" + @"X|HA" + @"CK)\b|NotImplemented" + "Exception")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"""resolved""\s*:\s*""http|\bregistry" + @"\s*=\s*[""']?http|/v3/index" + @"\.json|/(artifactory|nexus|api/npm|api/nuget)" + "/", RegexOptions.IgnoreCase)]
    private static partial Regex Registry();

    [GeneratedRegex(@"(?<![\w.])/(ho" + @"me|ro" + @"ot|wo" + @"rk|Us" + @"ers|mnt|workspaces?)/[\w.]")]
    private static partial Regex MachinePath();
}
