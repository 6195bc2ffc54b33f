using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace RunBroker.Storage.Secrets;

/// <summary>
/// The key above all secrets at rest: the current one, and earlier ones that still open what they sealed (P-001, P-005). It
/// lies in a file outside the database, one key per line, <c>id base64-of-32-bytes</c>, the current one first; lines that
/// start with # are remarks. To rotate, put a new line on top, seal all records anew, then take the old line away.
/// </summary>
public sealed class MasterKey
{
    internal const int KeyLength = 32;
    private const int MaxIdLength = 32;
    private const int MaxFileLength = 64 * 1024;
    private const int Turns = 2000;
    private static readonly TimeSpan TurnPause = TimeSpan.FromMilliseconds(5);
    private readonly ImmutableArray<(string Id, byte[] Key)> _keys;

    private MasterKey(ImmutableArray<(string Id, byte[] Key)> keys) => _keys = keys;

    public string CurrentId => _keys[0].Id;

    /// <summary>The current key first.</summary>
    public ImmutableArray<string> Ids => [.. _keys.Select(k => k.Id)];

    /// <summary>The key's octets by its id; empty if it is not in the file.</summary>
    internal ReadOnlySpan<byte> Find(ReadOnlySpan<byte> id)
    {
        foreach (var key in _keys)
        {
            if (id.SequenceEqual(Encoding.ASCII.GetBytes(key.Id)))
                return key.Key;
        }

        return [];
    }

    /// <summary>A file that others may read is loaded all the same (secret mounts of containers are), and said so.</summary>
    public static MasterKeyFile Load(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (file.Length > MaxFileLength)
                return new MasterKeyFile.Refused("the file is too long to be a key file");
            using var reader = new StreamReader(file, Encoding.UTF8);
            var readable = !OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(file.SafeFileHandle) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;
            return Parse(reader.ReadToEnd(), readable);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new MasterKeyFile.Missing();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new MasterKeyFile.Refused("the file cannot be read");
        }
    }

    /// <summary>
    /// Makes a file with one new key, mode 0600. False if there is a file already: it is never overwritten, for without it
    /// every secret in the database is lost. Of two that start at once one makes it, and both then load the same.
    /// </summary>
    public static bool CreateFile(string path)
    {
        var full = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(full) ?? throw new ArgumentException("The path names no file.", nameof(path));
        Directory.CreateDirectory(folder);
        var draft = Path.Combine(folder, $".{Path.GetFileName(full)}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}");
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var file = new FileStream(draft, options))
            {
                file.Write(Encoding.ASCII.GetBytes($"{NewLine()}\n"));
                file.Flush(flushToDisk: true);
            }

            return Place(draft, folder, full);
        }
        finally
        {
            File.Delete(draft);
        }
    }

    /// <summary>
    /// Whole or not at all, and only where nothing is: nobody ever loads half a key. Outside of Windows, moving without overwriting looks
    /// first and renames then, so one at a time may do it. The lock is the system's: it ends with its process, whatever is left of the
    /// file.
    /// </summary>
    private static bool Place(string draft, string folder, string full)
    {
        if (OperatingSystem.IsWindows())
            return Move(draft, full);
        var path = Path.Combine(folder, $".{Path.GetFileName(full)}.lock");
        using var turn = Turn(path);
        var placed = Move(draft, full);
        // Not before the key is in place: whoever locks the file that goes here while another makes a new one must find nothing left to do.
        File.Delete(path);
        return placed;
    }

    private static bool Move(string draft, string full)
    {
        try
        {
            if (File.Exists(full))
                return false;
            File.Move(draft, full, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(full))
        {
            return false;
        }
    }

    private static FileStream Turn(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < Turns)
            {
                // Somebody else's, for some milliseconds.
                Thread.Sleep(TurnPause);
            }
        }
    }

    /// <summary>A new key as a line of the file, to be put on top when rotating.</summary>
    public static string NewLine()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
        return $"mk_{id} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyLength))}";
    }

    // What is wrong is said by line number only: a line may be a key.
    internal static MasterKeyFile Parse(string text, bool readableByOthers)
    {
        var keys = ImmutableArray.CreateBuilder<(string Id, byte[] Key)>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            var octets = new byte[KeyLength + 1];
            if (words.Length != 2 || !IsId(words[0]))
                return new MasterKeyFile.Refused($"line {i + 1} is not a key id and a key");
            if (!Convert.TryFromBase64String(words[1], octets, out var length) || length != KeyLength)
                return new MasterKeyFile.Refused($"line {i + 1} does not hold 32 octets in base64");
            if (keys.Any(k => k.Id == words[0]))
                return new MasterKeyFile.Refused($"line {i + 1} repeats a key id");
            keys.Add((words[0], octets[..KeyLength]));
        }

        return keys.Count == 0
            ? new MasterKeyFile.Refused("the file holds no key")
            : new MasterKeyFile.Loaded(new(keys.ToImmutable()), readableByOthers);
    }

    private static bool IsId(string id) =>
        id.Length is > 0 and <= MaxIdLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}

public abstract record MasterKeyFile
{
    private MasterKeyFile() { }

    public sealed record Loaded(MasterKey Key, bool ReadableByOthers) : MasterKeyFile;

    public sealed record Missing : MasterKeyFile;

    /// <param name="Says">For the operator; holds nothing of the file.</param>
    public sealed record Refused(string Says) : MasterKeyFile;

    public T Match<T>(Func<Loaded, T> loaded, Func<Missing, T> missing, Func<Refused, T> refused) => this switch
    {
        Loaded l => loaded(l),
        Missing m => missing(m),
        Refused r => refused(r),
        _ => throw new InvalidOperationException("The set of outcomes is closed."),
    };
}
