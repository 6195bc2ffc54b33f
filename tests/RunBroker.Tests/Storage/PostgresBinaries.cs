using System.Globalization;

namespace RunBroker.Tests.Storage;

/// <summary>Where the server programs are: Debian and Ubuntu keep them out of the PATH, one folder per major version.</summary>
internal static class PostgresBinaries
{
    private const int Oldest = 15;

    /// <summary>The folder with <c>initdb</c> and <c>postgres</c> of the newest version there is.</summary>
    /// <exception cref="InvalidOperationException">No version 15 or newer; a run without it must fail, not pass by less.</exception>
    public static string Find()
    {
        var packaged = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .Where(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var major) && major >= Oldest)
                .OrderByDescending(d => int.Parse(Path.GetFileName(d), CultureInfo.InvariantCulture))
                .Select(d => Path.Combine(d, "bin"))
            : [];
        var elsewhere = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return packaged.Concat(elsewhere).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")))
            ?? throw new InvalidOperationException($"PostgreSQL {Oldest} or newer is not installed (package postgresql)");
    }
}
