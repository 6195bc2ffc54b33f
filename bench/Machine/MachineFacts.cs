using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace RunBroker.Bench;

/// <summary>What a run was made on.</summary>
internal sealed record MachineFacts(string Processor, int Cores, double MemoryGiB, string System, string DotNet, string OpenSsl, string Sqlite)
{
    public static MachineFacts Read()
    {
        var processors = File.ReadLines("/proc/cpuinfo").Where(l => l.StartsWith("model name", StringComparison.Ordinal)).ToArray();
        return new(
            processors.Length > 0 ? After(processors[0], ":") : RuntimeInformation.ProcessArchitecture.ToString(),
            File.ReadLines("/proc/cpuinfo").Count(l => l.StartsWith("processor", StringComparison.Ordinal)),
            Math.Round(double.Parse(File.ReadLines("/proc/meminfo").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1048576, 1),
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
            OpenSslVersion(SafeEvpPKeyHandle.OpenSslVersion),
            SqliteVersion());
    }

    public override string ToString() =>
        $"{Processor}, {Cores} cores, {MemoryGiB.ToString("0.#", CultureInfo.InvariantCulture)} GiB, {System}, {DotNet}, OpenSSL {OpenSsl}, SQLite {Sqlite}";

    /// <summary>0xMNN00PP0: major, minor, patch.</summary>
    private static string OpenSslVersion(long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{number >> 28}.{(number >> 20) & 0xFF}.{(number >> 4) & 0xFF}");

    private static string SqliteVersion()
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        return connection.ServerVersion;
    }

    private static string After(string text, string mark) => text[(text.IndexOf(mark, StringComparison.Ordinal) + mark.Length)..].Trim();
}
