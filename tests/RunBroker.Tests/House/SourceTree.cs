using System.Collections.Immutable;
using System.Diagnostics;
using RunBroker.Tests.Processes;

namespace RunBroker.Tests.House;

/// <summary>The files that git has, or would take with the next add: what somebody else gets when they clone.</summary>
internal static class SourceTree
{
    private static readonly string[] TextEndings =
        [".cs", ".csproj", ".sln", ".props", ".targets", ".json", ".md", ".sql", ".mjs", ".js", ".css", ".cshtml", ".xml", ".yml", ".yaml", ".txt", ".sh", ".html"];

    public static ImmutableArray<SourceFile> Files { get; } = Read();

    /// <summary>C# below a folder such as <c>src/RunBroker.Protocol</c>.</summary>
    public static IEnumerable<SourceFile> Code(string folder) =>
        Files.Where(f => f.Path.StartsWith(folder + "/", StringComparison.Ordinal) && f.Path.EndsWith(".cs", StringComparison.Ordinal));

    private static ImmutableArray<SourceFile> Read()
    {
        // safe.directory: a clone that belongs to somebody else may be tested as root
        var start = new ProcessStartInfo("git") { RedirectStandardOutput = true, WorkingDirectory = Repository.Root };
        foreach (var argument in (string[])["-c", "safe.directory=*", "-c", "core.quotepath=off", "ls-files", "--cached", "--others", "--exclude-standard"])
            start.ArgumentList.Add(argument);
        using var git = Process.Start(start) ?? throw new InvalidOperationException("git does not start");
        var names = git.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        if (git.ExitCode != 0 || names.Length == 0)
            throw new InvalidOperationException($"git ls-files in {Repository.Root} ended with {git.ExitCode} and {names.Length} files");

        return [.. names.Where(IsText).Where(n => File.Exists(Path.Combine(Repository.Root, n))).Distinct(StringComparer.Ordinal)
            .Select(n => new SourceFile(n, [.. File.ReadAllLines(Path.Combine(Repository.Root, n))]))];
    }

    private static bool IsText(string name) =>
        !Path.GetFileName(name).Contains('.', StringComparison.Ordinal) || Path.GetFileName(name).StartsWith('.')
        || TextEndings.Contains(Path.GetExtension(name), StringComparer.Ordinal);
}

/// <summary>One text file; its path starts at the top of the repository and has forward slashes.</summary>
internal sealed record SourceFile(string Path, ImmutableArray<string> Lines)
{
    public string Folder { get; } = System.IO.Path.GetDirectoryName(Path) ?? "";

    /// <summary>Lines that fit, as <c>path:number: text</c>.</summary>
    public IEnumerable<string> Where(Func<string, bool> fits) =>
        Lines.Select((text, index) => (text, index)).Where(l => fits(l.text)).Select(l => $"{Path}:{l.index + 1}: {l.text.Trim()}");
}
