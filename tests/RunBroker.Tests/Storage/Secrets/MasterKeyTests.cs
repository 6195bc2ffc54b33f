using RunBroker.Storage.Secrets;

namespace RunBroker.Tests.Storage.Secrets;

[Spec("P-001"), Spec("P-005")]
public sealed class MasterKeyTests : IDisposable
{
    private const string Key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("masterkey");

    private string FilePath => Path.Combine(_folder.FullName, "certs", "master.key");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_made_file_is_loaded_and_its_owners_alone()
    {
        Assert.True(MasterKey.CreateFile(FilePath));
        var loaded = Assert.IsType<MasterKeyFile.Loaded>(MasterKey.Load(FilePath));
        Assert.False(loaded.ReadableByOthers);
        Assert.Single(loaded.Key.Ids);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void A_file_that_is_there_is_never_overwritten_and_no_draft_stays()
    {
        Assert.True(MasterKey.CreateFile(FilePath));
        var before = File.ReadAllText(FilePath);
        Assert.False(MasterKey.CreateFile(FilePath));
        Assert.Equal(before, File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.GetFiles(Path.GetDirectoryName(FilePath) ?? ""));
    }

    [Fact]
    public async Task Of_many_that_start_at_once_one_makes_the_file()
    {
        var made = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => MasterKey.CreateFile(FilePath))));
        Assert.Single(made, m => m);
        Assert.IsType<MasterKeyFile.Loaded>(MasterKey.Load(FilePath));
    }

    [Fact]
    public async Task Of_many_that_start_at_the_same_instant_one_makes_the_file_and_it_stays_that_one()
    {
        for (var round = 0; round < 300; round++)
        {
            var path = Path.Combine(_folder.FullName, $"round{round}", "master.key");
            using var start = new Barrier(8);
            var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(() =>
            {
                start.SignalAndWait();
                return (Made: MasterKey.CreateFile(path), Seen: File.ReadAllText(path));
            }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
            Assert.Single(made, m => m.Made);
            // Whoever comes back from it, first or not, loads the same.
            Assert.Single(made.Select(m => m.Seen).Distinct());
            Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        }
    }

    [Fact]
    public void What_a_crash_left_behind_keeps_nobody_from_making_the_file()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(FilePath)!);
        var folder = Path.GetDirectoryName(FilePath)!;
        File.WriteAllText(Path.Combine(folder, ".master.key.lock"), "");
        File.WriteAllText(Path.Combine(folder, ".master.key.0011"), "half");
        Assert.True(MasterKey.CreateFile(FilePath));
        Assert.IsType<MasterKeyFile.Loaded>(MasterKey.Load(FilePath));
    }

    [Fact]
    public void A_file_others_may_read_is_loaded_and_said_so()
    {
        MasterKey.CreateFile(FilePath);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        // Windows has no such modes, and nothing is said there.
        Assert.Equal(!OperatingSystem.IsWindows(), Assert.IsType<MasterKeyFile.Loaded>(MasterKey.Load(FilePath)).ReadableByOthers);
    }

    [Fact]
    public void No_file_is_missing() => Assert.IsType<MasterKeyFile.Missing>(MasterKey.Load(FilePath));

    [Fact]
    public void The_first_key_is_the_current_one_and_remarks_are_passed_over()
    {
        var loaded = Assert.IsType<MasterKeyFile.Loaded>(MasterKey.Parse($"# new\r\nk2 {Key}\r\n\r\n  k1\t{Key}\n", false));
        Assert.Equal(("k2", "k2 k1"), (loaded.Key.CurrentId, string.Join(' ', loaded.Key.Ids)));
    }

    [Theory]
    [InlineData("", "the file holds no key"), InlineData("# k1\n", "the file holds no key")]
    [InlineData(Key, "line 1 is not a key id and a key"), InlineData("a:b " + Key, "line 1 is not a key id and a key")]
    [InlineData("k1 " + Key + " x", "line 1 is not a key id and a key")]
    [InlineData("k1 c2hvcnQ=", "line 1 does not hold 32 octets in base64"), InlineData("\nk1 AAEC*", "line 2 does not hold 32 octets in base64")]
    [InlineData("k1 AA" + Key, "line 1 does not hold 32 octets in base64")]
    [InlineData("k1 " + Key + "\nk1 " + Key, "line 2 repeats a key id")]
    public void A_file_with_one_thing_wrong_is_refused_without_telling_what_is_in_it(string text, string says) =>
        Assert.Equal(new MasterKeyFile.Refused(says), MasterKey.Parse(text, false));
}
